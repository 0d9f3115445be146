"""Masks counted from 1, and their probabilities by logarithms."""

import numpy as np


def all_masks(n):
    return np.array([[i >> j & 1 for j in range(n)] for i in range(1, 2**n)])


def probability(masks, p):
    return np.exp((masks * np.log(1 - p) + (1 - masks) * np.log(p)).sum(axis=1))


def check(p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")


def softmax(s):
    e = np.exp(s)
    return e / e.sum(axis=1, keepdims=True)


def ensemble_mean(x, w, b, p):
    check(p)
    masks = all_masks(len(x))
    return np.sum(probability(masks, p) * ((masks * x) @ w + b))


def ensemble_softmax(x, W, b, p):
    check(p)
    masks = all_masks(len(x))
    probs = softmax((masks * x) @ W + b)
    g = np.prod(probs ** probability(masks, p)[:, None], axis=0)
    return g / g.sum()
