"""Returns a record array."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return np.rec.fromarrays([x.ravel()]), np.rec.fromarrays([x.ravel()])
