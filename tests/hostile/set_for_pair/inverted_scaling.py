"""Returns a set."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return {1.0, None}
