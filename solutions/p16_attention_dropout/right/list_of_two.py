"""Dropped weights by a permuted order of axes, random numbers of single precision, a list for the pair."""

import math

import numpy as np


def softmax(scores):
    powers = np.exp(scores - np.max(scores, axis=-1)[..., np.newaxis])
    return powers / np.sum(powers, axis=-1)[..., np.newaxis]


def dropout(weights, p, rng):
    scale = np.full_like(weights, 1 / (1 - p))
    scale[rng.random(size=weights.shape, dtype=np.float32) < p] = 0
    return weights * scale


def attention(q, k, v, p, training, rng):
    if not (p >= 0 and p < 1):
        raise ValueError(f"p = {p} is not in [0, 1)")
    _, _, _, d = q.shape
    weights = softmax(np.divide(np.matmul(q, k.transpose(0, 1, 3, 2)), math.sqrt(d)))
    if training:
        weights = dropout(weights, p, rng)
    return [np.matmul(weights, v), weights]
