"""Returns an iterator without end where a pair was asked for."""

import itertools


def inverted_dropout(x, p, training=True, rng=None):
    return itertools.count()
