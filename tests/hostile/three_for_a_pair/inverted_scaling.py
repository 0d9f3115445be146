"""Returns three arrays."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return x, x, x
