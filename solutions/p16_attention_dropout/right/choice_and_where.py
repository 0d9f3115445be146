"""Coins by `rng.choice`, survivors by `np.where`, queries divided first."""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("bad p")
    scaled = q * np.asarray(1 / np.sqrt(q.shape[-1]), dtype=q.dtype)
    scores = np.matmul(scaled, np.transpose(k, (0, 1, 3, 2)))
    scores -= scores.max(-1, keepdims=True)
    weights = np.exp(scores)
    weights /= weights.sum(-1, keepdims=True)
    if not training:
        return np.matmul(weights, v), weights
    kept = rng.choice([True, False], size=weights.shape, p=[1 - p, p])
    weights = np.where(kept, weights / (1 - p), 0).astype(q.dtype)
    return np.matmul(weights, v), weights
