"""It looks as if one mask is drawn for a single row and used for the whole batch. Every sample then loses the
same units; each sample must have coins of its own.
"""

import numpy as np


def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = np.broadcast_to(rng.random(x.shape[1:]) >= p, x.shape)
    return (x * mask / (1 - p)).astype(x.dtype), mask


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
