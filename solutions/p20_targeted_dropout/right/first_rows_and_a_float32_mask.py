"""A float32 mask, and a list for the pair; the candidates are the first k rows of each sorted column."""

import numpy as np


def first_rows(w, fraction):
    if fraction < 0 or fraction > 1:
        raise ValueError(f"{fraction} is no fraction")
    k = int(fraction * len(w))
    return np.abs(w).argsort(axis=0, kind="stable")[:k]


def targeted_dropout(w, target_fraction, p, rng):
    if p < 0 or p >= 1:
        raise ValueError(f"{p} is no rate")
    rows = first_rows(w, target_fraction)
    mask = np.ones(w.shape, dtype=np.float32)
    np.put_along_axis(mask, rows, (rng.uniform(size=rows.shape) > p).astype(np.float32), axis=0)
    return [(w * mask).astype(w.dtype), mask]


def prune(w, fraction):
    pruned = np.array(w)
    np.put_along_axis(pruned, first_rows(w, fraction), 0, axis=0)
    return pruned
