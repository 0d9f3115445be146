"""Monte Carlo dropout: the reference."""

import numpy as np


def mc_dropout(forward, x, n_samples):
    """Return (mean, variance) over n_samples stochastic passes.

    Gal and Ghahramani (2016), section 4: the moments of T passes with dropout on, without the noise 1 / tau.
    """
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    outputs = [forward(x) for _ in range(n_samples)]
    samples = np.stack(outputs)
    mean = samples.mean(axis=0)
    squares = (samples - mean) ** 2
    variance = squares.mean(axis=0)
    return mean, variance
