"""It looks as if the survivors are divided by the square root of 1 - p. That keeps their mean square where it
was. But survivors keep their value here, and evaluation matches the mean.
"""

import numpy as np


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = rng.random(x.shape) >= p
    return (x * mask / np.sqrt(1 - p)).astype(x.dtype), mask
