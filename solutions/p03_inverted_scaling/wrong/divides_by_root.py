"""It looks as if the survivors are divided by the square root of 1 - p. That keeps the mean square of the output
where it was, not its mean: the expected value of the output must be x.
"""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    return (x * mask / np.sqrt(1 - p)).astype(x.dtype), mask
