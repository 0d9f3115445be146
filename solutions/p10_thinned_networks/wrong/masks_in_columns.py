"""It looks as if each mask is a column. The masks are asked for as rows, one below the other, so that
`masks * x` switches the units of x off in every one of them at once.
"""

import itertools

import numpy as np


def all_masks(n):
    return np.array(np.meshgrid(*[[0, 1]] * n)).reshape(n, -1)


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
    masks = all_masks(len(x)).T
    return np.sum(probability(masks, p) * ((masks * x) @ w + b))


def ensemble_softmax(x, W, b, p):
    check(p)
    masks = all_masks(len(x)).T
    probs = softmax((masks * x) @ W + b)
    g = np.prod(probs ** probability(masks, p)[:, None], axis=0)
    return g / g.sum()
