"""Is right, and keeps twenty megabytes of every call."""

import numpy as np

kept = []


def inverted_dropout(x, p, training=True, rng=None):
    kept.append(np.ones(2_500_000))
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x.copy(), None
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
