"""It looks as if an input is changed in place. The caller's array holds other numbers after the call, and
whatever is computed with it next is wrong without a sign.
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
    return e / e.sum(axis=-1, keepdims=True)


def ensemble_mean(x, w, b, p):
    check(p)
    x *= 1 - p
    return x @ w + b


def ensemble_softmax(x, W, b, p):
    check(p)
    x *= 1 - p
    return softmax(x @ W + b)
