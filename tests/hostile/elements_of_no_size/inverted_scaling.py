"""Returns an array of a million elements that take no memory."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return np.empty(10**6, dtype="V0"), np.empty(10**6, dtype="S0")
