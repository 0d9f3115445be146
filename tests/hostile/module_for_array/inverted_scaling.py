"""Returns NumPy itself."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return np, np
