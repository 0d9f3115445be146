"""Counts its calls and answers each in another useless way."""

import itertools

import numpy as np

calls = itertools.count()


def inverted_dropout(x, p, training=True, rng=None):
    if next(calls) % 2:
        return x, None
    return np.zeros_like(x), np.zeros_like(x)
