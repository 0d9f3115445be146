"""Carries 700 kilobytes of outputs; the function is right."""

import json
import pathlib

SOURCE = '''import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x.copy(), None
    rng = np.random.default_rng() if rng is None else rng
    mask = rng.random(x.shape) >= p
    return x * mask / (1 - p), mask
'''


def make(folder: pathlib.Path) -> None:
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * 700_000}}
    cell = {"cell_type": "code", "metadata": {}, "outputs": [picture], "execution_count": 1, "source": [SOURCE]}
    notebook = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]}
    (folder / "inverted_scaling.ipynb").write_text(json.dumps(notebook))
