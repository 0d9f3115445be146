"""Is a notebook whose version number has 100,000 digits."""

import pathlib


def make(folder: pathlib.Path) -> None:
    text = '{"nbformat": ' + "9" * 100_000 + ', "nbformat_minor": NaN, "metadata": {}, "cells": []}'
    (folder / "inverted_scaling.ipynb").write_text(text)
