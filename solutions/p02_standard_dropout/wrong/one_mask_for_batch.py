"""It looks as if one mask is drawn for a single row and used for the whole batch. Every sample then loses the
same units; each sample must have coins of its own.
"""

import numpy as np


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = np.broadcast_to(rng.random(x.shape[1:]) >= p, x.shape)
    return x * mask, mask
