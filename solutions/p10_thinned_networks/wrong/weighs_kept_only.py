"""It looks as if only the kept units enter a mask's probability. A dropped unit is an event too: without
its factor the numbers for all masks add up to more than 1, and are no probabilities.
"""

import itertools

import numpy as np


def all_masks(n):
    return np.array(list(itertools.product([0, 1], repeat=n)))


def probability(masks, p):
    return (1 - p) ** masks.sum(axis=1)


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
