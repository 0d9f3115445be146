"""Ranks by sorting twice, coins by `rng.choice` for the candidates alone, a float mask of w's dtype."""

import numpy as np


def is_candidate(w, fraction):
    if not (0 <= fraction <= 1):
        raise ValueError(fraction)
    ranks = np.argsort(np.argsort(abs(w), axis=0, kind="stable"), axis=0)
    return ranks < int(fraction * w.shape[0])


def targeted_dropout(w, target_fraction, p, rng):
    if not (0 <= p < 1):
        raise ValueError(p)
    found = is_candidate(w, target_fraction)
    mask = np.ones_like(w)
    mask[found] = rng.choice([0.0, 1.0], size=found.sum(), p=[p, 1 - p])
    return w * mask, mask


def prune(w, fraction):
    return np.where(is_candidate(w, fraction), w.dtype.type(0), w)
