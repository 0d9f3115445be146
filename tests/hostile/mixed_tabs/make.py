"""Mixes tabs and spaces in one block."""

import pathlib


def make(folder: pathlib.Path) -> None:
    source = "def inverted_dropout(x, p, training=True, rng=None):\n        y = x\n\treturn y, None\n"
    (folder / "inverted_scaling.py").write_text(source)
