"""Prints a quarter of a megabyte in every call."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    print("passed " * 40_000)
    return np.zeros_like(x), np.zeros_like(x)
