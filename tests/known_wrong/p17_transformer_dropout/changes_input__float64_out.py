"""embedded is multiplied in place, and the sum is float64."""

import numpy as np


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return x * mask.astype(float) / (1 - p)


def residual_dropout(x, sublayer, p, training, rng):
    return x + drop(sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    if training:
        embedded *= drop(np.ones_like(embedded), p, training, rng)
        return embedded
    return drop(embedded, p, training, rng)
