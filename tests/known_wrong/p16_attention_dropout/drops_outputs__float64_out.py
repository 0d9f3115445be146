"""Entries of the output are dropped, with a float64 mask."""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    out = weights @ v
    if training:
        out = out * np.where(rng.random(out.shape) >= p, 1.0, 0.0) / (1 - p)
    return out, weights
