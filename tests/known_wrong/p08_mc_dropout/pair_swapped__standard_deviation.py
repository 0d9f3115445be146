"""The pair in the wrong order, with the standard deviation for the variance."""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x) for _ in range(n_samples)])
    return samples.std(axis=0), samples.mean(axis=0)
