"""The loss as a sum of two parts: that of the right classes, and that of all classes alike; by logaddexp."""

import numpy as np


def smooth_labels(y, alpha):
    if alpha < 0 or alpha >= 1:
        raise ValueError("alpha must lie in [0, 1)")
    return y - alpha * (y - 1 / y.shape[1])


def smoothed_cross_entropy(logits, y, alpha):
    if alpha < 0 or alpha >= 1:
        raise ValueError("alpha must lie in [0, 1)")
    log_p = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
    right = -log_p[np.arange(len(y)), y]
    uniform = -log_p.mean(axis=1)
    return float(np.mean((1 - alpha) * right + alpha * uniform))
