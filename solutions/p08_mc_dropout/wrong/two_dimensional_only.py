"""It looks as if the code only works where the outputs form a matrix. A regression gives one number per
input, a network for images three axes or more: take the shape from what forward returns, whatever it is.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    outputs = [forward(x) for _ in range(n_samples)]
    rows, columns = outputs[0].shape
    mean = np.zeros((rows, columns))
    variance = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            entry = [y[i, j] for y in outputs]
            mean[i, j], variance[i, j] = np.mean(entry), np.var(entry)
    return mean, variance
