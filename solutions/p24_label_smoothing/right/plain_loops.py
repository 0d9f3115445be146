"""Plain loops over samples and classes."""

import math

import numpy as np


def smooth_labels(y, alpha):
    if not (0.0 <= alpha < 1.0):
        raise ValueError(alpha)
    n, k = y.shape
    out = np.empty((n, k), y.dtype if y.dtype.kind == "f" else np.float64)
    for i in range(n):
        for j in range(k):
            out[i, j] = (1 - alpha) * y[i, j] + alpha / k
    return out


def smoothed_cross_entropy(logits, y, alpha):
    if not (0.0 <= alpha < 1.0):
        raise ValueError(alpha)
    total = 0.0
    for row, label in zip(logits, y):
        top = max(row)
        log_sum = top + math.log(sum(math.exp(z - top) for z in row))
        for k, z in enumerate(row):
            target = alpha / len(row)
            if k == label:
                target += 1 - alpha
            total -= target * (z - log_sum)
    return total / len(y)
