"""Targeted dropout: the reference."""

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
    """Return (out, mask): the candidates dropped with probability p, all other weights as they are.

    Gomez et al. (2019), section 3, for single weights: ranked within each column, and nothing rescaled.
    """
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    target = lowest(w, target_fraction)
    coins = rng.random(w.shape) < p
    mask = ~(target & coins)
    out = w * mask
    return out, mask


def prune(w, fraction):
    """Return w without the candidates."""
    return np.where(lowest(w, fraction), 0, w).astype(w.dtype)
