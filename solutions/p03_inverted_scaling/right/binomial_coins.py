"""Coins by `rng.binomial`, the factor within the mask that multiplies, a 0/1 mask returned as integers."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x.copy(), None
    mask = rng.binomial(1, 1 - p, size=x.shape)
    scale = np.asarray(1 / (1 - p), dtype=x.dtype)
    return x * mask.astype(x.dtype) * scale, mask
