"""Targeted dropout as a picture: in each column only the smallest weights are at risk."""

import numpy as np

from dropgrade.checks import expect_pair
from dropgrade.pictures.data import cells, histogram, numbers, share

SHAPE = (12, 300)
FRACTION = 0.5
COLUMNS = 12


def picture(student, p, rng):
    """The weights of some output units before, in one step of training, and pruned."""
    w = rng.normal(size=SHAPE)
    out, _ = expect_pair(student.targeted_dropout(w, FRACTION, p, rng))
    out = numbers(out, "out", SHAPE)
    pruned = numbers(student.prune(w, FRACTION), "what `prune` returns", SHAPE)
    smallest = np.argsort(np.abs(w), axis=0)[: int(FRACTION * len(w))]
    grids = {"|w|": np.abs(w), "|out|": np.abs(out), "|pruned|": np.abs(pruned)}
    return [
        cells("Magnitudes", grids, rows="inputs", columns="output units", words=None, most=(SHAPE[0], COLUMNS)),
        share("Candidates that are kept", np.take_along_axis(out, smallest, axis=0), 1 - p),
        histogram("What is left of the weights", {"w": w, "out": out, "pruned": pruned}, axis="weight", bins=16),
    ]
