"""The survivors are not scaled, and evaluation drops too."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    rng = rng or np.random.default_rng()
    mask = rng.random(x.shape) >= p
    return (x * mask).astype(x.dtype), mask if training else None
