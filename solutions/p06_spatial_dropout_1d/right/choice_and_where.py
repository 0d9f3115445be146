"""Coins by `rng.choice` for (batch, features), the time axis put in afterwards, drops by `np.where`."""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if p >= 1 or p < 0:
        raise ValueError("p is a probability below 1")
    if training:
        coins = rng.choice([False, True], size=(x.shape[0], x.shape[2]), p=[p, 1 - p])
        mask = np.expand_dims(coins, axis=1)
        return np.where(mask, x / (1 - p), 0).astype(x.dtype), mask
    return x, None
