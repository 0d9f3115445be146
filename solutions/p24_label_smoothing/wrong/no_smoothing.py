"""It looks as if alpha makes no difference: the labels stay as they were. The network is then asked for
certainty again.
"""

import numpy as np


def smooth_labels(y, alpha):
    if not 0 <= alpha < 1:
        raise ValueError("alpha must lie in [0, 1)")
    return 1.0 * y


def smoothed_cross_entropy(logits, y, alpha):
    q = smooth_labels(np.eye(logits.shape[1])[y], alpha)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.sum(q * log_p, axis=1).mean()
