"""It looks as if the mask that drops every unit is missing. It is a sub-network like the others, the one
that answers by its bias alone, and dropout throws it with probability p^n: without it the probabilities do
not add up to 1.
"""

import itertools

import numpy as np


def all_masks(n):
    rows = []
    for k in range(1, n + 1):
        for kept in itertools.combinations(range(n), k):
            mask = np.zeros(n)
            mask[list(kept)] = 1
            rows.append(mask)
    return np.array(rows)


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
