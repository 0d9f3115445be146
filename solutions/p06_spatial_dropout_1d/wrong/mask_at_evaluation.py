"""It looks as if evaluation returns a mask, of ones perhaps. Nothing was masked there, and None says so:
the backward pass uses it to know that the gradient goes through unchanged.
"""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, np.ones((len(x), 1, x.shape[2]), bool)
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
