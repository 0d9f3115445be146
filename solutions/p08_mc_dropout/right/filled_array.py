"""An array made after the first pass and filled by the others, then `np.average` and `np.einsum`."""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    first = np.asarray(forward(x), dtype=np.float64)
    samples = np.empty((n_samples, *first.shape))
    samples[0] = first
    for t in range(1, n_samples):
        samples[t] = forward(x)
    mean = np.average(samples, axis=0)
    distance = samples - mean
    return mean, np.einsum("t...,t...->...", distance, distance) / n_samples
