"""Returns a view of one number that claims a million rows and columns."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    giant = np.broadcast_to(np.float64(0), (10**6, 10**6))
    return giant, giant
