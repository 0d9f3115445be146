"""One coin after the other in a loop over all places, as plain Python as it gets."""

import numpy as np


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    coins = np.zeros(shape, dtype=int)
    for place in np.ndindex(*shape):
        if rng.random() < 1 - p:
            coins[place] = 1
    return coins


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = bernoulli_mask(x.shape, p, rng)
    out = np.zeros_like(x)
    for place in np.ndindex(*x.shape):
        if mask[place]:
            out[place] = x[place]
    return out
