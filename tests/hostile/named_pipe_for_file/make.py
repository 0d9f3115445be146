"""Hands in a named pipe, whose reader waits for a writer for ever."""

import os
import pathlib


def make(folder: pathlib.Path) -> None:
    os.mkfifo(folder / "inverted_scaling.py")
