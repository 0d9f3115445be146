"""Targeted dropout: the reference."""

import numpy as np


def candidates(w, fraction):
    """Which weights are among the smallest magnitudes of their column."""
    if not 0 <= fraction <= 1:
        raise ValueError(f"the fraction is {fraction}; it must lie in [0, 1]")
    smallest = np.argsort(np.abs(w), axis=0)[: int(fraction * len(w))]
    chosen = np.zeros(w.shape, dtype=bool)
    np.put_along_axis(chosen, smallest, values=True, axis=0)
    return chosen


def targeted_dropout(w, target_fraction, p, rng):
    """Return (out, mask): the candidates dropped with probability p, all other weights as they are.

    Gomez et al. (2019), section 3, for single weights: ranked within each column, and nothing rescaled.
    """
    if not 0 <= p < 1:
        raise ValueError(f"p is {p}; it must lie in [0, 1)")
    mask = ~(candidates(w, target_fraction) & (rng.random(w.shape) < p))
    return w * mask, mask


def prune(w, fraction):
    """Return w without the candidates."""
    return w * ~candidates(w, fraction)
