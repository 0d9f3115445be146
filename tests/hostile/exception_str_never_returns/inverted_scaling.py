"""Raises an exception whose text takes for ever."""

class Endless(Exception):
    def __str__(self):
        while True:
            pass

    __repr__ = __str__


def inverted_dropout(x, p, training=True, rng=None):
    raise Endless
