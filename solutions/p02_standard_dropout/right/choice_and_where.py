"""Coins by `rng.choice`, drops by `np.where`; evaluation takes p * x away in place of multiplying by 1 - p.
"""

import numpy as np


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x - x * p, None
    mask = rng.choice([0.0, 1.0], size=x.shape, p=[p, 1 - p])
    return np.where(mask == 1, x, np.zeros_like(x)), mask
