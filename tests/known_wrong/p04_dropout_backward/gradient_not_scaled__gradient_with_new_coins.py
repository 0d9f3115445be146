"""The backward pass throws coins of its own, and leaves out the factor."""

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
        return dout
    fresh = np.random.default_rng().random(dout.shape) >= p
    return (dout * fresh).astype(dout.dtype)
