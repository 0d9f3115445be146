"""Spatial dropout for images: the reference."""

import numpy as np


def spatial_dropout_2d(x, p, training=True, rng=None):
    """Return (out, mask): feature maps dropped as a whole, or (x, None) at evaluation.

    Tompson et al. (2015), SpatialDropout: one coin per feature map, extended over all of its pixels.
    """
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    shape = (x.shape[0], x.shape[1], 1, 1)
    coins = rng.random(shape)
    mask = coins >= p
    factor = 1 / (1 - p)
    out = x * mask * factor
    out = out.astype(x.dtype)
    return out, mask


def spatial_dropout_2d_backward(dout, mask, p):
    """Return dx: x was multiplied by mask / (1 - p), and so is the gradient."""
    if mask is None:
        return dout
    factor = 1 / (1 - p)
    dx = dout * mask * factor
    return dx.astype(dout.dtype)
