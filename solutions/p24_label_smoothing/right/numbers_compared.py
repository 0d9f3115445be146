"""One-hot rows by comparing numbers, in single precision, and logsumexp by hand."""

import numpy as np


def logsumexp(z):
    top = np.amax(z, axis=-1)
    return top + np.log(np.exp(z - top[:, np.newaxis]).sum(-1))


def smooth_labels(y, alpha):
    if alpha < 0:
        raise ValueError("below 0")
    if alpha >= 1:
        raise ValueError("not below 1")
    y = y if np.issubdtype(y.dtype, np.floating) else y.astype(np.float64)
    return np.add(np.multiply(1 - alpha, y), alpha / y.shape[-1])


def smoothed_cross_entropy(logits, y, alpha):
    if not 0.0 <= alpha < 1.0:
        raise ValueError
    k = logits.shape[1]
    one_hot = (np.arange(k) == y[:, None]).astype(np.float32)
    q = smooth_labels(one_hot, alpha)
    return np.mean(q.sum(1) * logsumexp(logits) - (q * logits).sum(1))
