"""A list for the pair; coins tiled over the pixels, and the backward pass as one function with the forward pass."""

import numpy as np


def scaled(values, mask, p):
    if mask is None:
        return values
    tiled = np.tile(mask, (1, 1, *values.shape[2:]))
    return np.where(tiled, values / (1 - p), 0).astype(values.dtype)


def spatial_dropout_2d(x, p, training=True, rng=None):
    if p < 0 or not p < 1:
        raise ValueError("p must be at least 0 and below 1")
    mask = None
    if training:
        mask = ~(rng.random((*x.shape[:2], 1, 1)) < p)
    return [scaled(x, mask, p), mask]


def spatial_dropout_2d_backward(dout, mask, p):
    return scaled(dout, mask, p)
