"""The scaled network, which is the ensemble in both cases; masks by a comparison of digits."""

import numpy as np


def all_masks(n):
    return np.indices((2,) * n).reshape(n, -1).T.astype(bool)


def ensemble_mean(x, w, b, p):
    if p < 0 or p >= 1:
        raise ValueError(p)
    return float((1 - p) * np.dot(x, w) + b)


def ensemble_softmax(x, W, b, p):
    if p < 0 or p >= 1:
        raise ValueError(p)
    s = ((1 - p) * x) @ W + b
    e = np.exp(s - s.max())
    return e / e.sum()
