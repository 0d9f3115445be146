"""Loops over samples and heads, logarithms in place of sums, dropped weights set to zero in a copy."""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not (0.0 <= p < 1.0):
        raise ValueError(p)
    rng = rng if training else None
    heads = [one_head(*three, p, rng) for sample in zip(q, k, v) for three in zip(*sample)]
    outs, weights = (np.array(members) for members in zip(*heads))
    return outs.reshape(*q.shape[:3], v.shape[3]), weights.reshape(*q.shape[:3], k.shape[2])


def one_head(q, k, v, p, rng):
    scores = (q @ k.T / np.sqrt(q.shape[1])).astype(q.dtype)
    weights = np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))
    if rng is not None:
        weights[rng.uniform(size=weights.shape) < p] = 0
        weights /= 1 - p
    return weights @ v, weights
