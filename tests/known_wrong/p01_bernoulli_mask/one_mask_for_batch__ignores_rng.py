"""One row of coins for the whole batch, from the global random state."""

import numpy as np


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return np.broadcast_to(np.random.rand(*shape[1:]) >= p, shape)


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return x * bernoulli_mask(x.shape, p, rng)
