"""Hands in a link whose target does not exist."""

import pathlib


def make(folder: pathlib.Path) -> None:
    (folder / "inverted_scaling.py").symlink_to(folder / "nowhere.py")
