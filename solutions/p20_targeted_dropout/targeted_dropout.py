"""Targeted dropout: the reference."""

import numpy as np


def candidates(w, fraction):
    """Mark the int(fraction * n_in) smallest magnitudes of each column."""
    if not 0 <= fraction <= 1:
        raise ValueError("the fraction must lie in [0, 1]")
    k = int(fraction * w.shape[0])
    size = np.abs(w)
    order = np.argsort(size, axis=0)
    rank = np.argsort(order, axis=0)
    return rank < k


def targeted_dropout(w, target_fraction, p, rng):
    """Return (out, mask): candidates dropped with probability p, and all other weights as they are.

    Gomez et al. (2019), for single weights: ranked within each column, and nothing rescaled.
    """
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    chosen = candidates(w, target_fraction)
    coins = rng.random(w.shape)
    dropped = chosen & (coins < p)
    mask = ~dropped
    out = w * mask
    return out, mask


def prune(w, fraction):
    """Return w with all candidates set to zero."""
    chosen = candidates(w, fraction)
    return w * ~chosen
