"""Hands in a link to the reference solution."""

import pathlib

REFERENCE = "solutions/p03_inverted_scaling/inverted_scaling.py"


def make(folder: pathlib.Path) -> None:
    root = pathlib.Path(__file__).resolve().parents[3]
    (folder / "inverted_scaling.py").symlink_to(root / REFERENCE)
