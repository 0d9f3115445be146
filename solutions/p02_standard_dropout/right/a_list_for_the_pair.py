"""One list for both modes, and a mask of integers that is filled first."""

import numpy as np


def standard_dropout(x, p, training, rng):
    if not (p >= 0 and p < 1):
        raise ValueError(f"{p} is no probability of dropping below 1")
    if training:
        mask = np.zeros(x.shape, dtype=int)
        mask[rng.uniform(0, 1, x.shape) >= p] = 1
        return [np.where(mask, x, 0).astype(x.dtype), mask]
    return [np.multiply(x, 1 - p, dtype=x.dtype), None]
