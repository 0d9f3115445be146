"""It looks as if a threshold on the magnitude decides. Where weights are equal they fall on the same side
of it, and a column has more candidates than were asked for, or none: their number is fixed.
"""

import numpy as np


def lowest(w, fraction):
    if not 0 <= fraction <= 1:
        raise ValueError("the fraction must lie in [0, 1]")
    k = int(fraction * w.shape[0])
    size = np.abs(w)
    if k == w.shape[0]:
        return np.ones(w.shape, dtype=bool)
    return size < np.sort(size, axis=0)[k]


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
