"""Yields its answers in place of returning them."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    yield x
    yield np.ones_like(x)
