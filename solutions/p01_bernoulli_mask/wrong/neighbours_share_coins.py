"""It looks as if neighbouring entries share a coin: they stay or go together far more often than independent
coins would. Two units that always vanish together can still rely on each other.
"""

import numpy as np


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    half = rng.random((*shape[:-1], (shape[-1] + 1) // 2)) >= p
    return np.repeat(half, 2, axis=-1)[..., : shape[-1]]


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return x * bernoulli_mask(x.shape, p, rng)
