"""Average over the inputs, and one less than their number below."""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x) for _ in range(n_samples)])
    return samples.mean(axis=1), samples.var(axis=1, ddof=1)
