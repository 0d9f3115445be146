"""It looks as if p = 0 is too much for the code: it gives NaN, or is refused. The logarithm of 0 is minus
infinity, and 0 times that is no number; a rate of 0 is a fair question, whose answer is the full network.
"""

import itertools

import numpy as np


def all_masks(n):
    return np.array(list(itertools.product([0, 1], repeat=n)))


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
