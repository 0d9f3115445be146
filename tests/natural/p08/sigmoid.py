import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n")
    ys = np.stack([1 / (1 + np.exp(-np.asarray(forward(x)))) for _ in range(n_samples)])
    return ys.mean(axis=0), ys.var(axis=0)
