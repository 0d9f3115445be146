"""It looks as if the code only works where x is a matrix. Layers give vectors and images too, and the
formula is the same for every entry, wherever it stands.
"""

import numpy as np


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x + 0


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    rows, columns = x.shape
    out = np.empty_like(x)
    for i in range(rows):
        for j in range(columns):
            out[i, j] = x[i, j] ** 2 * p / (1 - p)
    return out
