"""It looks as if forward is called n_samples - 1 times, as in a loop that starts at 1 or stops too soon.
One of the opinions that were asked for is missing.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x) for _ in range(1, n_samples)] or [forward(x)])
    return samples.mean(axis=0), samples.var(axis=0)
