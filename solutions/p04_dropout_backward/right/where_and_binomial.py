"""Coins by `rng.binomial`, both passes written with `np.where`, a mask of integers, a copy at evaluation."""

import numpy as np


def _check(p):
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")


def dropout_forward(x, p, training=True, rng=None):
    _check(p)
    if training:
        mask = rng.binomial(1, 1 - p, size=x.shape)
        return np.where(mask == 1, x / (1 - p), 0).astype(x.dtype), mask
    return x.copy(), None


def dropout_backward(dout, mask, p):
    _check(p)
    if mask is None:
        return dout.copy()
    return np.where(np.asarray(mask) != 0, dout / (1 - p), 0).astype(dout.dtype)
