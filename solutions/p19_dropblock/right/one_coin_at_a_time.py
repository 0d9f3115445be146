"""Plain loops over samples, channels and places, as a first version by hand would."""

import numpy as np


def dropblock(x, p, block_size, training, rng):
    n, c, h, w = x.shape
    if not 0 <= p < 1:
        raise ValueError("p")
    if not 1 <= block_size <= min(h, w):
        raise ValueError("block_size")
    if not training:
        return x, None
    gamma = (p / block_size**2) * (h * w) / ((h - block_size + 1) * (w - block_size + 1))
    mask = np.ones(x.shape, dtype=int)
    for one_map in mask.reshape(n * c, h, w):
        coins = rng.random((h - block_size + 1, w - block_size + 1))
        for top in range(h - block_size + 1):
            for left in range(w - block_size + 1):
                if coins[top, left] < gamma:
                    one_map[top : top + block_size, left : left + block_size] = 0
    out = np.zeros_like(x)
    if mask.any():
        out[mask == 1] = x[mask == 1] * (mask.size / mask.sum())
    return out, mask
