"""It looks as if the masks come back as a list of tuples. The statement asks for an array of shape (2^n,
n): a list cannot be multiplied by x, and has no shape.
"""

import itertools

import numpy as np


def all_masks(n):
    return list(itertools.product([0, 1], repeat=n))


def probability(masks, p):
    return np.where(masks == 1, 1 - p, p).prod(axis=1)


def check(p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")


def softmax(s):
    e = np.exp(s)
    return e / e.sum(axis=1, keepdims=True)


def ensemble_mean(x, w, b, p):
    check(p)
    masks = np.array(all_masks(len(x)))
    return np.sum(probability(masks, p) * ((masks * x) @ w + b))


def ensemble_softmax(x, W, b, p):
    check(p)
    masks = np.array(all_masks(len(x)))
    probs = softmax((masks * x) @ W + b)
    g = np.prod(probs ** probability(masks, p)[:, None], axis=0)
    return g / g.sum()
