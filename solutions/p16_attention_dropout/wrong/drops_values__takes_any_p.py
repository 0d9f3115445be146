"""The values are dropped, with any p."""

import numpy as np


def attention(q, k, v, p, training, rng):
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        v = v * (rng.random(v.shape) >= p) / (1 - p)
    return weights @ v, weights
