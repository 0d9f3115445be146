"""Prints its answer and returns nothing."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    print(x * (np.ones_like(x) >= p))
