"""Coins by `rng.binomial` as integers, the factor multiplied into x first, a copy at evaluation."""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x.copy(), None
    mask = rng.binomial(1, 1 - p, size=(len(x), 1, x.shape[-1]))
    scale = np.asarray(1 / (1 - p), dtype=x.dtype)
    return x * scale * mask.astype(x.dtype), mask
