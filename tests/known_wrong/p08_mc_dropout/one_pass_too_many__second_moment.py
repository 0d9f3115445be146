"""A loop that runs one step too far, and squares that are not distances."""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x) for _ in range(n_samples + 1)])
    return samples.mean(axis=0), (samples**2).mean(axis=0)
