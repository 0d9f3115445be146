"""Columns of a copy are set to zero by their indices, one sample after the other; a float mask."""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not (0.0 <= p < 1.0):
        raise ValueError(p)
    if not training:
        return x, None
    out = x.copy()
    mask = np.ones((x.shape[0], 1, x.shape[2]))
    for sample, coins in zip(out, mask, strict=True):
        gone = np.flatnonzero(rng.uniform(size=x.shape[2]) < p)
        sample[:, gone] = 0
        coins[0, gone] = 0
    out /= 1 - p
    return out, mask
