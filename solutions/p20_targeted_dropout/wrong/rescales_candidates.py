"""It looks as if the candidates that are kept are divided by 1 - p. That would make up for those that are
dropped, but these are meant to be missing in the end: the network has to learn to do without them.
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
    coins = rng.random(w.shape) < p
    mask = ~(target & coins)
    out = (w * mask * np.where(target, 1 / (1 - p), 1)).astype(w.dtype)
    return out, mask


def prune(w, fraction):
    return np.where(lowest(w, fraction), 0, w).astype(w.dtype)
