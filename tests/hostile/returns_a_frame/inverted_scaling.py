"""Returns its own frame, its globals and its traceback."""

import sys


def inverted_dropout(x, p, training=True, rng=None):
    return sys._getframe(), globals()
