"""Holds null bytes, as a file does that was cut off by a crash."""

import pathlib


def make(folder: pathlib.Path) -> None:
    (folder / "inverted_scaling.py").write_bytes(b"import numpy as np\n" + bytes(512))
