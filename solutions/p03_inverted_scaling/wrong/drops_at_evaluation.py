"""It looks as if entries are dropped at evaluation too. Predictions then change from call to call, and a trained
network is judged with parts of it missing.
"""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    rng = rng or np.random.default_rng()
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask if training else None
