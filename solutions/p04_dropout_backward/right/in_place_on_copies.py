"""Zeros written into copies by a boolean index, coins from float32 draws, a float mask of x's dtype."""

import numpy as np


def dropout_forward(x, p, training=True, rng=None):
    if not (0.0 <= p < 1.0):
        raise ValueError(f"{p} is not in [0, 1)")
    if not training:
        return x, None
    dropped = rng.random(x.shape, dtype=np.float32) < p
    out = x.copy()
    out[dropped] = 0
    out /= 1 - p
    return out, (~dropped).astype(x.dtype)


def dropout_backward(dout, mask, p):
    if not (0.0 <= p < 1.0):
        raise ValueError(f"{p} is not in [0, 1)")
    dx = np.array(dout)
    if mask is not None:
        dx[mask == 0] = 0
        dx /= 1 - p
    return dx
