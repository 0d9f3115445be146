import numpy as np


def smooth_labels(y, alpha):
    if not 0 <= alpha < 1:
        raise ValueError("alpha")
    y *= 1 - alpha
    y += alpha / y.shape[1]
    return y


def smoothed_cross_entropy(logits, y, alpha):
    if not 0 <= alpha < 1:
        raise ValueError("alpha")
    z = logits - logits.max(axis=1, keepdims=True)
    lp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return float((-(1 - alpha) * lp[np.arange(len(y)), y] - alpha * lp.mean(axis=1)).mean())
