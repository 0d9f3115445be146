"""x is copied, and the survivors are added to it where they are; coins by `rng.choice`."""

import numpy as np


def residual_dropout(x, sublayer, p, training, rng):
    factors = coins(x, p, training, rng)
    out = x.copy()
    branch = sublayer(x)
    alive = factors > 0
    out[alive] += branch[alive] * factors[alive]
    return out


def embedding_dropout(embedded, p, training, rng):
    factors = coins(embedded, p, training, rng)
    return np.where(factors > 0, embedded * factors, np.zeros_like(embedded))


def coins(x, p, training, rng):
    """The factor of every entry: 0 where it is dropped."""
    if not 0 <= p < 1:
        raise ValueError(p)
    if not training:
        return np.ones_like(x)
    return rng.choice([0, 1 / (1 - p)], p=[p, 1 - p], size=x.shape).astype(x.dtype)
