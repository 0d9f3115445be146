"""It looks as if the bias is dropped with the units, or multiplied by 1 - p with them. A bias is no unit:
every sub-network has it in full, and so has their average.
"""

import itertools

import numpy as np


def all_masks(n):
    return np.array(list(itertools.product([0, 1], repeat=n)))


def check(p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")


def softmax(s):
    e = np.exp(s)
    return e / e.sum(axis=1, keepdims=True)


def ensemble_mean(x, w, b, p):
    check(p)
    return (1 - p) * (x @ w + b)


def ensemble_softmax(x, W, b, p):
    check(p)
    return softmax((1 - p) * (x @ W + b)[None])[0]
