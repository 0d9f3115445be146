"""Coins by `rng.binomial` as integers, and the dtype restored by hand in both modes."""

import numpy as np


def standard_dropout(x, p, training, rng):
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")
    if training:
        mask = rng.binomial(1, 1 - p, size=x.shape)
        return (x * mask).astype(x.dtype), mask
    return (np.float64(1 - p) * x).astype(x.dtype), None
