"""Hands in two megabytes."""

import pathlib


def make(folder: pathlib.Path) -> None:
    (folder / "inverted_scaling.py").write_text("import numpy as np\n" + "# padding\n" * 200_000)
