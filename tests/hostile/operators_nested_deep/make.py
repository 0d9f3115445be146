"""Writes 20,000 signs before a number, which exhausts the parser's stack."""

import pathlib


def make(folder: pathlib.Path) -> None:
    (folder / "inverted_scaling.py").write_text("value = " + "-" * 20_000 + "1\n")
