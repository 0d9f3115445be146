"""It looks as if the squared distances are added up, but not averaged. Such a number grows with n_samples,
and two runs with different numbers of passes cannot be compared.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x) for _ in range(n_samples)])
    mean = samples.mean(axis=0)
    return mean, ((samples - mean) ** 2).sum(axis=0)
