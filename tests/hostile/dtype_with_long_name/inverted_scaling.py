"""Returns a structured array with a field name of 100,000 letters."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    named = np.zeros(x.shape, dtype=[("n" * 100_000, float)])
    return named, named
