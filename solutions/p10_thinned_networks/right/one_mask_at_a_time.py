"""Loops over the masks, one sub-network at a time, products of powers, rows as text."""

import numpy as np


def all_masks(n):
    return np.array([[float(digit) for digit in f"{i:0{n}b}"] for i in range(2**n)])


def likely(mask, p):
    if not 0 <= p < 1:
        raise ValueError("p")
    chance = 1.0
    for unit in mask:
        chance *= (1 - p) if unit else p
    return chance


def ensemble_mean(x, w, b, p):
    total = 0.0
    for mask in all_masks(len(x)):
        total += likely(mask, p) * (sum(m * xi * wi for m, xi, wi in zip(mask, x, w)) + b)
    return total


def ensemble_softmax(x, W, b, p):
    g = np.ones(len(b))
    for mask in all_masks(len(x)):
        e = np.exp((mask * x) @ W + b)
        g *= (e / e.sum()) ** likely(mask, p)
    return g / sum(g)
