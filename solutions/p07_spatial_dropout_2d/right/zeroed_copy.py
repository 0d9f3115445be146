"""Dropped maps are picked by a boolean index into a copy and set to zero; a float mask."""

import numpy as np


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not (0.0 <= p < 1.0):
        raise ValueError(p)
    if not training:
        return x, None
    gone = rng.uniform(size=x.shape[:2]) < p
    out = x.copy()
    out[gone] = 0
    out[~gone] /= 1 - p
    return out, np.where(gone, 0.0, 1.0)[:, :, np.newaxis, np.newaxis]


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    dx = np.zeros_like(dout)
    alive = mask[:, :, 0, 0] == 1
    dx[alive] = dout[alive] / (1 - p)
    return dx
