"""The median for the mean, and the squares themselves for the distances."""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x) for _ in range(n_samples)])
    return np.median(samples, axis=0), np.mean(samples**2, axis=0)
