"""It looks as if the mask comes back in training where the weights should. Nobody can tell from it how
much each key counted; what was dropped shows in the weights as zeros.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        mask = rng.random(weights.shape) >= p
        return (weights * mask / (1 - p)) @ v, mask.astype(q.dtype)
    return weights @ v, weights
