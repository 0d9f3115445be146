"""DropConnect as a picture: single weights are gone, for all samples alike, and they get no gradient."""

import numpy as np

from dropgrade.checks import expect_pair
from dropgrade.pictures.data import cells, histogram, numbers, share

INPUTS, OUTPUTS = 30, 40
TRIPLE = ("dx", "dw", "db")


def picture(student, p, rng):
    """The weights that a forward pass used, read off its output, and those that the way back reaches."""
    x, w, b = np.eye(INPUTS), rng.normal(size=(INPUTS, OUTPUTS)) + 3, np.zeros(OUTPUTS)
    y, mask = expect_pair(student.dropconnect_forward(x, w, b, p, True, rng), ("y", "mask"))
    y, mask = numbers(y, "y", w.shape), numbers(mask, "the mask", w.shape)
    _, dw, _ = expect_pair(student.dropconnect_backward(np.ones_like(y), x, w, mask, p), TRIPLE)
    dw = numbers(dw, "dw", w.shape)
    used = {"used for y": y != 0, "reached by dw": dw != 0}
    return [
        cells("Weights", used, rows="inputs", columns="outputs", most=(12, 18)),
        share("Weights that are kept", y, 1 - p, note="x is the unit matrix, so y shows the weights themselves"),
        histogram("Weights before and after", {"w": w, "used": y}, axis="weight"),
    ]
