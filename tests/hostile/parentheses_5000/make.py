"""Nests 5,000 parentheses."""

import pathlib


def make(folder: pathlib.Path) -> None:
    (folder / "inverted_scaling.py").write_text("value = " + "(" * 5_000 + "1" + ")" * 5_000 + "\n")
