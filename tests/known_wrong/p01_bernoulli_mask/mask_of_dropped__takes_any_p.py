"""The ones mark what is dropped, and any p is taken."""

import numpy as np


def bernoulli_mask(shape, p, rng):
    return rng.random(shape) < p


def naive_dropout(x, p, training, rng):
    if not training:
        return x
    return np.where(bernoulli_mask(x.shape, p, rng), 0, x).astype(x.dtype)
