"""Puts something in the place of pyplot that never says how many figures there are."""

import sys
import types

import numpy as np


def endless():
    while True:
        pass


evil = types.ModuleType("matplotlib.pyplot")
evil.get_fignums = endless
evil.close = lambda what: None
sys.modules["matplotlib.pyplot"] = evil


def inverted_dropout(x, p, training=True, rng=None):
    mask = rng.random(x.shape) >= p
    return x * mask / (1 - p), mask
