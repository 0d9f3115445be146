"""It looks as if every candidate is dropped, without a coin. A weight that is always dropped gets no
gradient: it can never grow, however much it is needed, and the first choice is final.
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
    mask = ~target
    out = w * mask
    return out, mask


def prune(w, fraction):
    return np.where(lowest(w, fraction), 0, w).astype(w.dtype)
