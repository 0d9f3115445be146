"""Coins from float32 draws, element by element in a flat copy."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p is a probability below 1")
    if not training:
        return x, None
    out = x.flatten()
    dropped = rng.random(out.size, dtype=np.float32) < p
    out[dropped] = 0
    out[~dropped] /= 1 - p
    return out.reshape(x.shape), (~dropped).reshape(x.shape)
