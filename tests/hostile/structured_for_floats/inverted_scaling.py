"""Returns a structured array in place of floats."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    pairs = np.zeros(x.shape, dtype=[("value", float), ("unit", "U3")])
    return pairs, pairs
