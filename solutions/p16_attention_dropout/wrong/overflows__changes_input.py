"""q is divided in place, and nothing is taken from the scores."""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    q /= q.shape[-1] ** 0.5
    scores = q @ k.swapaxes(-1, -2)
    e = np.exp(scores)
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        mask = rng.random(weights.shape) >= p
        weights = weights * mask / (1 - p)
    return weights @ v, weights
