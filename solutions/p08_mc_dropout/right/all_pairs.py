"""The variance as half the mean squared difference of all pairs of passes; x is copied for every pass."""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.array([forward(x.copy()) for _ in range(n_samples)], dtype=float)
    difference = samples[:, None] - samples[None, :]
    return np.mean(samples, 0), np.mean(difference**2, axis=(0, 1)) / 2
