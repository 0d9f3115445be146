"""It looks as if backward throws new coins in place of using the mask that it is given. The gradient then
flows through maps that were dropped and is lost in maps that survived: it belongs to another draw.
"""

import numpy as np


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, _, _ = x.shape
    mask = rng.random((n, c, 1, 1)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    n, c, _, _ = dout.shape
    mask = np.random.default_rng().random((n, c, 1, 1)) >= p
    return (dout * mask / (1 - p)).astype(dout.dtype)
