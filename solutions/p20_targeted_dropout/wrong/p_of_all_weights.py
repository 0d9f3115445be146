"""It looks as if p is the share of all weights that is dropped, and the chance of a candidate is raised
until that is reached. p is the chance of a single candidate; of all weights a share p * target_fraction
is dropped.
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
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    target = lowest(w, target_fraction)
    coins = rng.random(w.shape) < min(1, p / max(target_fraction, 1e-9))
    mask = ~(target & coins)
    out = w * mask
    return out, mask


def prune(w, fraction):
    return np.where(lowest(w, fraction), 0, w).astype(w.dtype)
