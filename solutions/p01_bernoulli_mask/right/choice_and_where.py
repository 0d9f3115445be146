"""Coins by `rng.choice`, drops written with `np.where`; naive_dropout does not use bernoulli_mask."""

import numpy as np


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.choice([0.0, 1.0], size=shape, p=[p, 1 - p])


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return np.where(rng.uniform(size=x.shape) < p, np.zeros_like(x), x)
