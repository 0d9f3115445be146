"""It looks as if the scores are averaged and returned as they are. What is asked for are the sub-networks'
probabilities, joined to probabilities again; scores may be negative, and add up to anything.
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


def ensemble_mean(x, w, b, p):
    check(p)
    masks = all_masks(len(x))
    return np.sum(probability(masks, p) * ((masks * x) @ w + b))


def ensemble_softmax(x, W, b, p):
    check(p)
    masks = all_masks(len(x))
    return probability(masks, p) @ ((masks * x) @ W + b)
