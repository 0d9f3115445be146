"""Is a notebook of 100,000 nested lists."""

import pathlib


def make(folder: pathlib.Path) -> None:
    (folder / "inverted_scaling.ipynb").write_text('{"cells": ' + "[" * 100_000 + "]" * 100_000 + "}")
