"""Returns an honest array of ten million numbers where a few are wanted."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros(10**7), np.zeros(10**7)
