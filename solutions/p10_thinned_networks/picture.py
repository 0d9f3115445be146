"""Thinned networks as a picture: their masks, how their outputs spread, and the one number they average to."""

import numpy as np

from dropgrade.pictures.data import bars, cells, histogram, numbers

UNITS, FEW, BIAS = 10, 4, 0.5


def picture(student, p, rng):
    """The masks of four units, and the outputs of all 1,024 sub-networks of ten."""
    few = numbers(student.all_masks(FEW), f"all_masks({FEW})", (2**FEW, FEW))
    masks = numbers(student.all_masks(UNITS), f"all_masks({UNITS})", (2**UNITS, UNITS))
    x, w = 0.5 + rng.random(UNITS), rng.normal(size=UNITS)
    outputs = (masks * x) @ w + BIAS
    chances = np.where(masks != 0, 1 - p, p).prod(axis=1)
    drawn = outputs[rng.choice(len(outputs), size=5000, p=chances / chances.sum())]
    scaled = float((1 - p) * x @ w + BIAS)
    values = {"ensemble_mean": student.ensemble_mean(x, w, BIAS, p), "nothing dropped": float(x @ w + BIAS)}
    return [
        cells(f"all_masks({FEW}), one row each", {"masks": few}, rows="masks", columns="units", most=(16, FEW)),
        histogram("The outputs of sub-networks", {"each once": outputs, "5,000 by coins": drawn}, axis="output"),
        bars("One number for all of them", values, axis="output", expected={"ensemble_mean": scaled},
             note="expected: the network whose units are multiplied by 1 - p"),
    ]  # fmt: skip
