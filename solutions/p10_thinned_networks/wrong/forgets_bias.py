"""It looks as if the bias is left out. The sub-network without any unit answers with b alone, and every
other one adds it to what its units say.
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
    return e / e.sum(axis=1, keepdims=True)


def ensemble_mean(x, w, b, p):
    check(p)
    masks = all_masks(len(x))
    return np.sum(probability(masks, p) * ((masks * x) @ w))


def ensemble_softmax(x, W, b, p):
    check(p)
    masks = all_masks(len(x))
    probs = softmax((masks * x) @ W)
    g = np.prod(probs ** probability(masks, p)[:, None], axis=0)
    return g / g.sum()
