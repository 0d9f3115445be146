"""Returns dates."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros(x.shape, "M8[s]"), np.zeros(x.shape, "m8[s]")
