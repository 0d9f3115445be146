"""Whole time steps are dropped, by coins from the global random state."""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, time, _ = x.shape
    mask = np.random.rand(batch, time, 1) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
