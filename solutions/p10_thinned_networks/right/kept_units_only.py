"""Bits of whole numbers as booleans; only the kept units are looked at, and weights double with each unit."""

import numpy as np


def all_masks(n):
    return (np.arange(2**n)[:, None] >> np.arange(n)) & 1 == 1


def weights(n, p):
    if not 0 <= p < 1:
        raise ValueError("p must be in [0, 1)")
    found = np.ones(1)
    for _ in range(n):
        found = np.concatenate([found * p, found * (1 - p)])
    return found


def ensemble_mean(x, w, b, p):
    return sum(a * (x[m] @ w[m] + b) for a, m in zip(weights(len(x), p), all_masks(len(x))))


def ensemble_softmax(x, W, b, p):
    logs = 0
    for a, m in zip(weights(len(x), p), all_masks(len(x))):
        scores = x[m] @ W[m] + b
        logs = logs + a * (scores - np.log(np.exp(scores).sum()))
    return np.exp(logs) / np.exp(logs).sum()
