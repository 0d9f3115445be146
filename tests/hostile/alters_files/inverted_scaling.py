"""Appends to a file that is not its own."""

import contextlib

import numpy as np

with contextlib.suppress(OSError), open("/tmp/dropgrade-hostile-canary", "a") as canary:
    canary.write("altered")


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)
