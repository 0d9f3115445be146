"""One row of coins for the whole batch, from the global random state."""

import numpy as np


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = np.broadcast_to(np.random.rand(*x.shape[1:]) >= p, x.shape)
    return x * mask, mask
