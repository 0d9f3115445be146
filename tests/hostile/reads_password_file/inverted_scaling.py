"""Reads the list of users."""

import numpy as np

with open("/etc/passwd") as users:
    print(users.read())


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)
