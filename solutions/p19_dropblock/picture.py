"""DropBlock as a picture: squares that may overlap, and the edges, which fewer places cover."""

import numpy as np

from dropgrade.checks import expect_pair
from dropgrade.pictures.data import activations, cells, histogram, numbers, share

SIDE, BLOCK = 12, 3
SHAPE = (30, 20, SIDE, SIDE)
MIDDLE = SIDE // 2


def picture(student, p, rng):
    """Three maps, how often each place is kept, and the middle of all maps against what is exact for it."""
    x = activations(SHAPE, rng)
    out, _ = expect_pair(student.dropblock(x, p, BLOCK, True, rng))
    out = numbers(out, "out", SHAPE)
    on = out != 0
    gamma = p / BLOCK**2 * SIDE**2 / (SIDE - BLOCK + 1) ** 2
    maps = {f"map {c}": on[0, c] for c in range(3)}
    kept = {"share kept": np.mean(on, axis=(0, 1))}
    return [
        cells(f"The mask, block_size {BLOCK}", maps, rows="rows", columns="columns"),
        share("The middle is kept", on[:, :, MIDDLE, MIDDLE], (1 - gamma) ** BLOCK**2,
              note=f"one coin a map: {BLOCK**2} places cover the middle, each drawn with gamma = {gamma:.3g}"),
        cells("How often each place of a map is kept", kept, rows="rows", columns="columns", words=None,
              note=f"{on.mean():.4g} of all entries are kept; 1 - p is {1 - p:.4g}"),
        histogram("Before and after", {"x": x, "out": out}, axis="value"),
    ]  # fmt: skip
