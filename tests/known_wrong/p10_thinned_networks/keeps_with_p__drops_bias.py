"""The scaled network of p02 with p for 1 - p, and the bias scaled as well."""

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
    return p * (x @ w + b)


def ensemble_softmax(x, W, b, p):
    check(p)
    return softmax(p * (x @ W + b)[None])[0]
