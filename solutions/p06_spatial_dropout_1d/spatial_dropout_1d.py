"""Spatial dropout for sequences: the reference."""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    """Return (out, mask): features dropped at all time steps alike, or (x, None) at evaluation.

    Tompson et al. (2015), SpatialDropout: one coin per feature map, extended over all of its positions.
    """
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    shape = (x.shape[0], 1, x.shape[2])
    coins = rng.random(shape)
    mask = coins >= p
    factor = 1 / (1 - p)
    out = x * mask * factor
    out = out.astype(x.dtype)
    return out, mask
