"""Mean and variance of dropout: the reference."""

import numpy as np


def check_rate(p):
    """Refuse a p that is no rate of dropout."""
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")


def output_mean(x, p):
    """Return E[out] = (1 - p) * x / (1 - p), a copy of x.

    Srivastava et al. (2014), section 10: the factor in training makes it so.
    """
    check_rate(p)
    return np.copy(x)


def output_variance(x, p):
    """Return Var[out] = x^2 * p / (1 - p).

    Wager, Wang and Liang (2013): the variance of a feature under dropout noise.
    """
    check_rate(p)
    square = x**2
    noise = p / (1 - p)
    return square * noise
