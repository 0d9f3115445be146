"""It looks as if evaluation returns a mask, of ones or of the factor perhaps. Nothing was masked there, and
None says so to whoever uses the pair.
"""

import numpy as np


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), np.full(x.shape, 1 - p)
    mask = rng.random(x.shape) >= p
    return x * mask, mask
