"""Gives the function another name."""

import numpy as np


def invertedDropout(x, p, training=True, rng=None):
    return x, np.ones_like(x)
