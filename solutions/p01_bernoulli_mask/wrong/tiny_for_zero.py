"""It looks as if dropped entries become very small numbers in place of zero. A dropped entry takes no part at
all: it must be exactly 0, in the output and later in the gradient.
"""

import numpy as np


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.random(shape) >= p


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return np.where(bernoulli_mask(x.shape, p, rng), x, 1e-8).astype(x.dtype)
