"""Floods standard error by its bare descriptor."""

import os

import numpy as np

for _ in range(256):
    os.write(2, b"x" * 65536)


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)
