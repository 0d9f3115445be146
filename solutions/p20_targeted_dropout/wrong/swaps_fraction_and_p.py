"""It looks as if the two numbers are exchanged: a share p of the weights are candidates, and they are
dropped with probability target_fraction. As many are dropped on average, but not of the same weights.
"""

import numpy as np


def lowest(w, fraction):
    if not 0 <= fraction <= 1:
        raise ValueError("the fraction must lie in [0, 1]")
    k = int(fraction * w.shape[0])
    order = np.argsort(np.abs(w), axis=0)
    chosen = np.zeros(w.shape, dtype=bool)
    np.put_along_axis(chosen, order[:k], True, axis=0)
    return chosen


def targeted_dropout(w, target_fraction, p, rng):
    if not 0 <= p < 1 or not 0 <= target_fraction <= 1:
        raise ValueError("p must lie in [0, 1)")
    target = lowest(w, p)
    coins = rng.random(w.shape) < target_fraction
    mask = ~(target & coins)
    out = w * mask
    return out, mask


def prune(w, fraction):
    return np.where(lowest(w, fraction), 0, w).astype(w.dtype)
