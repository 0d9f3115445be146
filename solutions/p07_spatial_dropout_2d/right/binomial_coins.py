"""Coins by `rng.binomial` as integers, the factor multiplied in first, copies where nothing is dropped."""

import numpy as np


def spatial_dropout_2d(x, p, training=True, rng=None):
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x.copy(), None
    mask = rng.binomial(1, 1 - p, size=(len(x), x.shape[1], 1, 1))
    return x * scaled(mask, p, x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    return dout.copy() if mask is None else dout * scaled(mask, p, dout.dtype)


def scaled(mask, p, dtype):
    return np.multiply(mask, 1 / (1 - p)).astype(dtype)
