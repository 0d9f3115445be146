"""It looks as if dropped features become very small numbers in place of zero. A dropped feature takes no
part at all: it must be exactly 0 at every time step, in the output and later in the gradient.
"""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    return np.where(mask, x / (1 - p), 1e-8).astype(x.dtype), mask
