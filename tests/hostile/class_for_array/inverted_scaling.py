"""Returns the class of arrays."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return np.ndarray, np.ndarray
