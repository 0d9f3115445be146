"""Sets a profile function that raises at every call."""

import sys

import numpy as np

def profile(*_):
    raise KeyError("profile")


sys.setprofile(profile)


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)
