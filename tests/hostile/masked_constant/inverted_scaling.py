"""Returns the constant that stands for a masked entry."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return np.ma.masked, np.ma.masked
