"""Raises on a line of 300,000 letters, which a report would quote."""

import pathlib


def make(folder: pathlib.Path) -> None:
    words = "word " * 60_000
    (folder / "inverted_scaling.py").write_text(f"raise KeyError(1, '{words}')\n")
