"""A pass to learn the shape, and the standard deviation for the variance."""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.empty((n_samples, *np.shape(forward(x))))
    for t in range(n_samples):
        samples[t] = forward(x)
    return samples.mean(axis=0), samples.std(axis=0)
