"""Gives a file of the host a second name in its folder, and writes there."""

import os

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)


os.link("/tmp/dropgrade-hostile-canary", "link")
open("link", "w").write("changed")
