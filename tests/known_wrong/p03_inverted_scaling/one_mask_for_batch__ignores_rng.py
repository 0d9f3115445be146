"""One mask for the whole batch, from the global random state."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = np.broadcast_to(np.random.rand(*x.shape[1:]) >= p, x.shape)
    return (x * mask / (1 - p)).astype(x.dtype), mask
