"""Returns an empty tuple."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return ()
