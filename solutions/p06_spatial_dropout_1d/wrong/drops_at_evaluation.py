"""It looks as if features are dropped at evaluation too. Predictions then change from call to call, and a
trained network is judged with parts of it missing.
"""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    rng = rng or np.random.default_rng()
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask if training else None
