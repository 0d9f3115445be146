"""Returns the right answer as views that run backwards through memory."""

import numpy as np


def backwards(array):
    return array[::-1].copy()[::-1]


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return backwards(x), None
    rng = np.random.default_rng() if rng is None else rng
    mask = rng.random(x.shape) >= p
    return backwards(x * mask / (1 - p)), backwards(mask)
