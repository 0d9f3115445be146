"""Begins with a byte order mark, as some editors write it."""

import pathlib

SOURCE = '''import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x.copy(), None
    rng = np.random.default_rng() if rng is None else rng
    mask = rng.random(x.shape) >= p
    return x * mask / (1 - p), mask
'''


def make(folder: pathlib.Path) -> None:
    (folder / "inverted_scaling.py").write_text(SOURCE, encoding="utf-8-sig")
