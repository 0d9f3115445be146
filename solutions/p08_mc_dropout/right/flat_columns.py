"""Every output flattened into a row of one matrix, and shaped back at the end; np.std squared."""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    rows = [np.ravel(forward(x)) for _ in range(n_samples - 1)]
    last = forward(x)
    matrix = np.vstack([*rows, np.ravel(last)])
    shape = np.shape(last)
    return matrix.mean(axis=0).reshape(shape), np.square(matrix.std(axis=0)).reshape(shape)
