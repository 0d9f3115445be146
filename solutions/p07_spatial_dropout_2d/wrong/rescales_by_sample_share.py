"""It looks as if each sample is scaled by the share of its own maps that happened to survive, in place of
the share that is expected. The same map then gets another factor in every sample, depending on the coins of
the maps beside it.
"""

import numpy as np


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, _, _ = x.shape
    mask = rng.random((n, c, 1, 1)) >= p
    left = np.maximum(mask.sum(axis=1, keepdims=True), 1)
    return (x * mask * c / left).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
