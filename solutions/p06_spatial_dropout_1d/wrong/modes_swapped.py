"""It looks as if the two modes are swapped: training leaves x alone, and evaluation drops features."""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if training:
        return x, None
    rng = rng or np.random.default_rng()
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
