"""Returns long doubles, whose bytes mean something else on each machine."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return x.astype(np.longdouble), np.ones(x.shape, dtype=np.longdouble)
