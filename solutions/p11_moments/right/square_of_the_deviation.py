"""The square of the standard deviation; the mean as a view of x."""

import numpy as np


def output_mean(x, p):
    if p >= 1 or p < 0:
        raise ValueError("p")
    return np.asarray(x)[...]


def output_variance(x, p):
    if p >= 1 or p < 0:
        raise ValueError("p")
    return np.square(np.multiply(x, np.sqrt(p / (1 - p)), dtype=x.dtype))
