"""Returns np.matrix, whose product and shape are other than an array's."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return np.asmatrix(np.atleast_2d(x.reshape(x.shape[0], -1))), np.asmatrix(np.ones((1, 1)))
