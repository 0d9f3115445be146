"""Hands in 100 kilobytes on one line."""

import pathlib

ZEROS = """
import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)
"""


def make(folder: pathlib.Path) -> None:
    (folder / "inverted_scaling.py").write_text("table = [" + "0," * 50_000 + "]\n" + ZEROS)
