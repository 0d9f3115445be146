"""Hands in a file that may not be read, and that is broken where the reader is root."""

import pathlib


def make(folder: pathlib.Path) -> None:
    path = folder / "inverted_scaling.py"
    path.write_text("this file should not have been readable\n")
    path.chmod(0)
