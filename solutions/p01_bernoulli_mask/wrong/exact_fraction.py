"""It looks as if exactly a share p of the entries is dropped in every call, as by choosing or shuffling
indices. Then the coins know of each other: one entry's drop makes the others' less likely. With independent
coins the number of survivors varies from call to call.
"""

import numpy as np


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    size = int(np.prod(shape))
    mask = np.ones(size, bool)
    mask[rng.choice(size, round(p * size), replace=False)] = False
    return mask.reshape(shape)


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return x * bernoulli_mask(x.shape, p, rng)
