"""It looks as if the squared distances are divided by n_samples - 1, as by `ddof=1`. The statement asks for
the spread of these very passes, divided by their number; with n_samples = 1 your formula has nothing to
divide by.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x) for _ in range(n_samples)])
    return samples.mean(axis=0), samples.var(axis=0, ddof=1)
