"""It looks as if each sample is scaled by the share of its own features that happened to survive, in place
of the share that is expected. The same feature then gets another factor in every sample, depending on the
coins of its neighbours.
"""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    left = np.maximum(mask.sum(axis=2, keepdims=True), 1)
    return (x * mask * features / left).astype(x.dtype), mask
