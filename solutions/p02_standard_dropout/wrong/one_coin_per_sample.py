"""It looks as if one coin is thrown for each sample: whole rows vanish and others stay complete. The units
within a sample must be dropped independently of each other.
"""

import numpy as np


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    coins = rng.random((len(x),) + (1,) * (x.ndim - 1)) >= p
    mask = np.broadcast_to(coins, x.shape)
    return x * mask, mask
