"""A loop over all entries, and a factor looked up by the mode."""

import numpy as np


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    keep = 1 - p
    if not training:
        return np.multiply(x, keep, dtype=x.dtype), None
    out, mask = np.zeros_like(x), np.zeros_like(x)
    for place in np.ndindex(*x.shape):
        if rng.uniform() < keep:
            out[place], mask[place] = x[place], 1
    return out, mask
