"""It looks as if float32 comes back as float64. A network that computes in float32 then pays twice the
memory from here on, and mixes dtypes without a word.
"""

import numpy as np


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x.astype(float)


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return np.array(x, dtype=float) ** 2 * p / (1 - p)
