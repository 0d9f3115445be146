"""Plain loops over the columns, sorted by Python; integer masks."""

import numpy as np


def smallest_rows(column, fraction):
    rows = sorted(range(len(column)), key=lambda i: abs(column[i]))
    return rows[: int(fraction * len(column))]


def targeted_dropout(w, target_fraction, p, rng):
    if p < 0 or p >= 1 or target_fraction < 0 or target_fraction > 1:
        raise ValueError("p must lie in [0, 1) and target_fraction in [0, 1]")
    out = w.copy()
    mask = np.ones(w.shape, dtype=int)
    for o in range(w.shape[1]):
        for i in smallest_rows(w[:, o], target_fraction):
            if rng.random() < p:
                out[i, o] = 0
                mask[i, o] = 0
    return out, mask


def prune(w, fraction):
    if fraction < 0 or fraction > 1:
        raise ValueError("fraction must lie in [0, 1]")
    out = w.copy()
    for o in range(w.shape[1]):
        out[smallest_rows(w[:, o], fraction), o] = 0
    return out
