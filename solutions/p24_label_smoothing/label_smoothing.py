"""Label smoothing: the reference."""

import numpy as np


def smooth_labels(y, alpha):
    """Return (1 - alpha) * y + alpha / K.

    Szegedy et al. (2016), section 7, with the uniform distribution over all classes.
    """
    if not 0 <= alpha < 1:
        raise ValueError("alpha must lie in [0, 1)")
    share = alpha / y.shape[1]
    return (1 - alpha) * y + share


def smoothed_cross_entropy(logits, y, alpha):
    """Return the mean over the batch of -sum(q * log softmax(logits)), each row less its largest logit."""
    one_hot = np.eye(logits.shape[1])[y]
    q = smooth_labels(one_hot, alpha)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    losses = -np.sum(q * log_p, axis=1)
    return losses.mean()
