"""It looks as if softmax runs over the sub-networks and not over the classes. Then the numbers of one sub-
network do not add up to 1, and each class is compared with itself under other masks.
"""

import itertools

import numpy as np


def all_masks(n):
    return np.array(list(itertools.product([0, 1], repeat=n)))


def probability(masks, p):
    return np.where(masks == 1, 1 - p, p).prod(axis=1)


def check(p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")


def softmax(s):
    e = np.exp(s)
    return e / e.sum(axis=0, keepdims=True)


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
