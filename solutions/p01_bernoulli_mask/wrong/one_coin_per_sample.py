"""It looks as if one coin is thrown for each row: whole samples vanish and others stay complete. Which units
of a sample survive must be decided for each of them apart.
"""

import numpy as np


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    coins = rng.random((shape[0],) + (1,) * (len(shape) - 1)) >= p
    return np.broadcast_to(coins, shape)


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return x * bernoulli_mask(x.shape, p, rng)
