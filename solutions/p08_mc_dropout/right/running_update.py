"""One pass at a time by the update of Welford (1962): no sample is kept."""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    mean, squares = 0.0, 0.0
    for t in range(1, n_samples + 1):
        y = np.asarray(forward(x))
        step = y - mean
        mean = mean + step / t
        squares = squares + step * (y - mean)
    return mean, squares / n_samples
