"""It looks as if forward is called once, and its output is used for all the samples. A single sub-network
cannot disagree with itself: the spread comes only from passes with different coins.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    output = forward(x)
    samples = np.stack([output] * n_samples)
    return samples.mean(axis=0), samples.var(axis=0)
