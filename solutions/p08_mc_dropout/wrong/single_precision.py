"""It looks as if the results are float32, because the outputs were collected in a float32 array. forward
gives float64; half of its digits are thrown away, and a small variance is made of exactly those.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x) for _ in range(n_samples)]).astype(np.float32)
    return samples.mean(axis=0), samples.var(axis=0)
