"""It looks as if the masks hold -1 and 1. A dropped unit is then not gone, but turned around: it
contributes the opposite of what it found, and with p = 0.5 the average of all sub-networks is nothing but
the bias.
"""

import itertools

import numpy as np


def all_masks(n):
    return np.array(list(itertools.product([-1, 1], repeat=n)))


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
    masks = all_masks(len(x))
    return np.sum(probability(masks, p) * ((masks * x) @ w + b))


def ensemble_softmax(x, W, b, p):
    check(p)
    masks = all_masks(len(x))
    probs = softmax((masks * x) @ W + b)
    g = np.prod(probs ** probability(masks, p)[:, None], axis=0)
    return g / g.sum()
