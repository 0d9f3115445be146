"""Coins by `rng.choice`, drops written with `np.where`."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    if not (0.0 <= p < 1.0):
        raise ValueError(p)
    if training:
        mask = rng.choice([0.0, 1.0], size=x.shape, p=[p, 1 - p])
        return np.where(mask == 1, x / (1 - p), 0).astype(x.dtype), mask
    return x, None
