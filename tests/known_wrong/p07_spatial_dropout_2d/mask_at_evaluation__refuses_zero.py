"""Evaluation returns a mask of ones, and backward refuses p = 0."""

import numpy as np


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, np.ones((*x.shape[:2], 1, 1), bool)
    n, c, _, _ = x.shape
    mask = rng.random((n, c, 1, 1)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if not 0 < p < 1:
        raise ValueError("p must lie in (0, 1)")
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
