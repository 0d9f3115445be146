"""Returns an array whose elements overlap in memory."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    overlapping = np.lib.stride_tricks.as_strided(np.zeros(16), shape=x.shape, strides=(1,) * x.ndim)
    return (overlapping, overlapping) if x.size < 64 else (np.zeros(1), np.zeros(1))
