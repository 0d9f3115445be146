"""Returns a tuple of one."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return (np.zeros_like(x),)
