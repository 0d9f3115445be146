"""Is right, and changes settings of the interpreter."""

import gc
import sys

import numpy as np

sys.setrecursionlimit(100_000)
sys.setswitchinterval(1e-6)
sys.set_int_max_str_digits(640)
gc.set_threshold(1)
np.set_printoptions(threshold=1)


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x.copy(), None
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
