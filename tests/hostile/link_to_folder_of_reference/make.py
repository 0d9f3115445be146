"""Hands in a link to the folder of the reference, in which the file itself is no link."""

import pathlib

REFERENCE = "solutions/p03_inverted_scaling"


def make(folder: pathlib.Path) -> None:
    root = pathlib.Path(__file__).resolve().parents[3]
    (folder / "p03_inverted_scaling").symlink_to(root / REFERENCE, target_is_directory=True)
