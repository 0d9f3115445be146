"""Writes bytes to standard output that are no text; the answer is right."""

import os

import numpy as np

os.write(1, b"\xff\xfe\x00\x80 broken \xc3\x28\n")


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x.copy(), None
    rng = np.random.default_rng() if rng is None else rng
    mask = rng.random(x.shape) >= p
    return x * mask / (1 - p), mask
