"""Returns ranges."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return range(len(x)), range(len(x))
