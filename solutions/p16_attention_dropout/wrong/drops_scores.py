"""It looks as if scores are set to 0 before the softmax. A score of 0 is not a weight of 0: the softmax
turns it into exp(0) = 1 over the sum, and a key with a negative score even gains by being dropped. No tie
is cut.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    if training:
        scores = scores * (rng.random(scores.shape) >= p) / (1 - p)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ v, weights
