"""Coins by `rng.choice`, drops by `np.where` in both directions, the mask as float32."""

import numpy as np


def spatial_dropout_2d(x, p, training=True, rng=None):
    if p >= 1 or p < 0:
        raise ValueError("p is a probability below 1")
    if training:
        samples, channels, _, _ = x.shape
        mask = rng.choice([0, 1], size=(samples, channels, 1, 1), p=[p, 1 - p]).astype(np.float32)
        return np.where(mask > 0, x / (1 - p), 0).astype(x.dtype), mask
    return x, None


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is not None:
        dout = np.where(mask > 0, dout / (1 - p), 0).astype(dout.dtype)
    return dout
