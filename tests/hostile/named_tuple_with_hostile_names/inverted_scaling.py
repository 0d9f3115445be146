"""Returns the right pair in a named tuple whose names are none."""

import numpy as np


class Pair(tuple):
    _fields = ("__class__", "\x1b[2J")
    __slots__ = ()

    def __iter__(self):
        raise RuntimeError


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError(p)
    if not training:
        return Pair((x.copy(), None))
    mask = rng.random(x.shape) >= p
    return Pair(((x * mask / (1 - p)).astype(x.dtype), mask))
