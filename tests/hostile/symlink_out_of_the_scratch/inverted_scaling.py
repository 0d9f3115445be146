"""Makes a link in its folder that leads to a file of the host, and reads it."""

import os

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)


os.symlink("/tmp/dropgrade-hostile-canary", "link")
print(open("link").read())
