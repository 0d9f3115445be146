"""Spatial dropout for images: the reference."""

import numpy as np


def spatial_dropout_2d(x, p, training=True, rng=None):
    """Return (out, mask): feature maps dropped as a whole, or (x, None) at evaluation.

    Tompson et al. (2015), section 3.2: one coin per feature map, extended over all of its pixels.
    """
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, _, _ = x.shape
    mask = rng.random((n, c, 1, 1)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    """Return dx: out is x times mask / (1 - p), and so is the gradient."""
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
