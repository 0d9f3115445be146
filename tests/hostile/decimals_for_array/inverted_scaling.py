"""Returns decimals in an array."""

import decimal

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return np.vectorize(decimal.Decimal)(x), None
