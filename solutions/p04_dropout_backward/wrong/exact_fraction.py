"""It looks as if exactly a share p of the entries is dropped in every call, as by choosing or shuffling
indices. Dropout throws independent coins, so the number of survivors varies from call to call.
"""

import numpy as np


def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = np.ones(x.size, bool)
    mask[rng.permutation(x.size)[: round(p * x.size)]] = False
    mask = mask.reshape(x.shape)
    return (x * mask / (1 - p)).astype(x.dtype), mask


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
