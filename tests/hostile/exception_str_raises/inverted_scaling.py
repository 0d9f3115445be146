"""Raises an exception whose text cannot be had."""

class Shy(Exception):
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


def inverted_dropout(x, p, training=True, rng=None):
    raise Shy
