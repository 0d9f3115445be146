"""Asks for an array of eight terabytes."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return np.ones((10**6, 10**6)), None
