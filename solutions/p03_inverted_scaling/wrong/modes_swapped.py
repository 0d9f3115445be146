"""It looks as if the two modes are swapped: training leaves x alone, and evaluation drops entries.
"""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if training:
        return x, None
    rng = rng or np.random.default_rng()
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
