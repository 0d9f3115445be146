"""Aborts the process."""

import os


def inverted_dropout(x, p, training=True, rng=None):
    os.abort()
