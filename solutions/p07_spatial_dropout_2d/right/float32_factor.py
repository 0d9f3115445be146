"""A factor in single precision, also where x is double, and the mask as floats of x's dtype."""

import numpy as np


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = (rng.uniform(size=x.shape[:2]) > p).astype(x.dtype)[..., None, None]
    return x * (mask * np.float32(1 / (1 - p))).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return np.array(dout)
    return (dout * (mask * np.float32(1 / (1 - p)))).astype(dout.dtype)
