"""Sums over letters, coins by `rng.binomial` as integers."""

import numpy as np


def attention(q, k, v, p, training, rng):
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")
    scores = np.einsum("bhqd,bhkd->bhqk", q, k) * q.shape[3] ** -0.5
    scores = np.exp(scores - np.max(scores, axis=3, keepdims=True))
    weights = scores / np.einsum("bhqk->bhq", scores)[..., None]
    if training:
        weights = (weights * rng.binomial(1, 1 - p, weights.shape) / (1 - p)).astype(q.dtype)
    return np.einsum("bhqk,bhkv->bhqv", weights, v), weights
