"""Kept weights are divided by 1 - p, and all weights are ranked together."""

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
    out = (w * mask / (1 - p)).astype(w.dtype)
    return out, mask


def prune(w, fraction):
    return np.where(lowest(w, fraction), 0, w).astype(w.dtype)
