"""It looks as if one coin is thrown for each sample: whole rows vanish and others stay complete. The units
within a sample must be dropped independently of each other.
"""

import numpy as np


def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    coins = rng.random((len(x),) + (1,) * (x.ndim - 1)) >= p
    mask = np.broadcast_to(coins, x.shape)
    return (x * mask / (1 - p)).astype(x.dtype), mask


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
