"""It looks as if evaluation returns a mask, of ones perhaps. Nothing was masked there, and None says so: the backward
pass uses it to know that the gradient goes through unchanged.
"""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, np.ones(x.shape, bool)
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
