"""The variance of mask * x, in float64."""

import numpy as np


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return np.asarray(x, dtype=np.float64)


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return np.asarray(x, dtype=np.float64) ** 2 * p * (1 - p)
