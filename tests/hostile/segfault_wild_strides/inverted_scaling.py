"""Reads far outside of an array by NumPy alone."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    wild = np.lib.stride_tricks.as_strided(x, shape=(1 << 30,), strides=(1 << 30,))
    return wild.sum(), None
