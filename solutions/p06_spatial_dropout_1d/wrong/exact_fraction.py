"""It looks as if exactly a share p of the features is dropped in every call, as by choosing or shuffling
indices. Dropout throws independent coins, so the number of survivors varies from call to call.
"""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = np.ones(batch * features, bool)
    mask[rng.permutation(mask.size)[: round(p * mask.size)]] = False
    mask = mask.reshape(batch, 1, features)
    return (x * mask / (1 - p)).astype(x.dtype), mask
