"""Each map is a row of a matrix while it is masked; coins from float32 draws; `einsum` on the way back."""

import numpy as np


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, h, w = x.shape
    keep = rng.random(n * c, dtype=np.float32) >= p
    rows = x.reshape(n * c, h * w) * keep[:, None]
    return (rows / (1 - p)).astype(x.dtype).reshape(x.shape), keep.reshape(n, c, 1, 1)


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    factor = mask[:, :, 0, 0].astype(dout.dtype) / (1 - p)
    return np.einsum("nchw,nc->nchw", dout, factor.astype(dout.dtype))
