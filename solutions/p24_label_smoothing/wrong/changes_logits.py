"""It looks as if logits is changed in place, as by `logits -= ...`. The caller, who may need them for the
accuracy or for the backward pass, finds other numbers than those that were handed in.
"""

import numpy as np


def smooth_labels(y, alpha):
    if not 0 <= alpha < 1:
        raise ValueError("alpha must lie in [0, 1)")
    return (1 - alpha) * y + alpha / y.shape[1]


def smoothed_cross_entropy(logits, y, alpha):
    q = smooth_labels(np.eye(logits.shape[1])[y], alpha)
    logits -= logits.max(axis=1, keepdims=True)
    z = logits
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.sum(q * log_p, axis=1).mean()
