"""Transposed, so that every row is a unit; argpartition finds the smallest; pruning is dropping with
certainty.
"""

import numpy as np


def targets(w, fraction):
    n_in, n_out = w.shape
    if not 0 <= fraction <= 1:
        raise ValueError("not a fraction")
    k = int(n_in * fraction)
    units = np.abs(w).T
    rows = np.argpartition(units, max(k - 1, 0), axis=1)[:, :k]
    marked = np.zeros((n_out, n_in), dtype=bool)
    marked[np.arange(n_out)[:, None], rows] = True
    return marked.T


def targeted_dropout(w, target_fraction, p, rng):
    if not 0 <= p < 1:
        raise ValueError("not a probability below 1")
    out, mask = w.copy(), np.ones(w.shape, dtype=np.int8)
    dropped = targets(w, target_fraction) & rng.binomial(1, p, size=w.shape).astype(bool)
    out[dropped] = 0
    mask[dropped] = 0
    return out, mask


def prune(w, fraction):
    out = w.copy()
    out[targets(w, fraction)] = 0
    return out
