"""Declares an encoding of host names, which takes minutes to decode."""

import pathlib


def make(folder: pathlib.Path) -> None:
    (folder / "inverted_scaling.py").write_bytes(b"# coding: punycode\n" + b"x" * 400_000 + b"-" + b"a" * 500_000)
