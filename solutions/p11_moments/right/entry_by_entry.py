"""Loops over the entries, both outcomes of each written out; the mean is x itself."""

import numpy as np


def output_mean(x, p):
    if not (0 <= p and p < 1):
        raise ValueError("p")
    return x


def output_variance(x, p):
    output_mean(x, p)
    out = np.zeros(x.shape, x.dtype)
    for place, value in np.ndenumerate(x):
        survivor = value / (1 - p)
        out[place] = (1 - p) * (survivor - value) ** 2 + p * (0 - value) ** 2
    return out
