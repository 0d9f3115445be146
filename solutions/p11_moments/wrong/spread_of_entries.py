"""It looks as if the variance is how far the entries of x lie apart. That has nothing to do with dropout: x
is fixed, and what varies from draw to draw is which of its entries survive.
"""

import numpy as np


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x + 0


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return np.var(x)
