"""It looks as if exactly a share p of the candidates is dropped in every column, as by choosing or
shuffling indices. Coins are independent, so the number varies from column to column and from call to
call.
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
    coins = np.zeros(w.shape, dtype=bool)
    for o in range(w.shape[1]):
        rows = np.flatnonzero(target[:, o])
        coins[rng.choice(rows, round(p * len(rows)), replace=False), o] = True
    mask = ~(target & coins)
    out = w * mask
    return out, mask


def prune(w, fraction):
    return np.where(lowest(w, fraction), 0, w).astype(w.dtype)
