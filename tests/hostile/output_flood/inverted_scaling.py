"""Prints 16 megabytes and answers with zeros."""

import numpy as np


def flood():
    for _ in range(16):
        print("x" * (1 << 20))


flood()


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)
