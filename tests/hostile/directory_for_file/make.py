"""Hands in a folder under the name of the file."""

import pathlib


def make(folder: pathlib.Path) -> None:
    (folder / "inverted_scaling.py").mkdir()
