"""Reads address zero."""

import ctypes


def inverted_dropout(x, p, training=True, rng=None):
    return ctypes.string_at(0)
