"""Is right, and computes for ten milliseconds in every call."""

import time

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    until = time.process_time() + 0.01
    while time.process_time() < until:
        pass
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x.copy(), None
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
