"""A list for the pair; the coins of a sample repeated for every time step, and the mask sliced from them."""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if (p < 0) | (p >= 1):
        raise ValueError(f"p = {p}")
    if training is False:
        return [x, None]
    coins = np.array([rng.random(x.shape[2]) for _ in x])
    full = np.repeat((coins >= p)[:, np.newaxis, :], x.shape[1], axis=1)
    out = np.divide(x, 1 - p, out=np.zeros_like(x), where=full)
    return [out, full[:, :1].astype(int)]
