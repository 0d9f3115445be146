"""Returns a view of the memory of its input."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return memoryview(x), memoryview(x)
