"""Writes a constant whose value would fill the memory if the compiler worked it out."""

import numpy as np


def never_called():
    return "x" * 10**12, 9**9**9**9, (0,) * 10**12


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)
