"""It looks as if exactly a share p of the entries is dropped in every call, as by choosing or shuffling
indices. Dropout throws independent coins, so the number of survivors varies from call to call.
"""

import numpy as np


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = np.ones(x.size, bool)
    mask[rng.permutation(x.size)[: round(p * x.size)]] = False
    mask = mask.reshape(x.shape)
    return x * mask, mask
