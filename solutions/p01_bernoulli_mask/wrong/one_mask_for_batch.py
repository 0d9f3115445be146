"""It looks as if one row of coins is thrown and used for every row of the array. All samples of a batch then
lose the same units; every entry must have a coin of its own.
"""

import numpy as np


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    row = rng.random(shape[1:]) >= p
    return np.broadcast_to(row, shape)


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return x * bernoulli_mask(x.shape, p, rng)
