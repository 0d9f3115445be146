"""Returns an array of texts."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return x.astype(str), x.astype(str)
