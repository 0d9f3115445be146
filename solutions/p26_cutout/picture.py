"""Cutout and flips as a picture: one square of each image is gone, and some images look to the other side."""

import numpy as np

from dropgrade.pictures.data import cells, numbers, share

SIDE, SIZE = 12, 4
SHAPE = (400, 1, SIDE, SIDE)


def picture(student, p, rng):
    """Three images with a square cut out, how often each pixel is left, and six images flipped or not."""
    ones = np.ones(SHAPE)
    left = numbers(student.cutout(ones, SIZE, rng), "what `cutout` returns", SHAPE)[:, 0]
    arrows = np.broadcast_to(arrow(), SHAPE).copy()
    flipped = numbers(student.random_flip(arrows, p, rng), "what `random_flip` returns", SHAPE)[:, 0]
    squares = {f"image {n}": left[n] for n in range(3)}
    turned = {f"image {n}": flipped[n] for n in range(6)}
    kept = {"share left": left.mean(axis=0)}
    return [
        cells(f"cutout, size {SIZE}", squares, rows="rows", columns="columns", words=("cut out", "left")),
        cells("How often each pixel is left", kept, rows="rows", columns="columns", words=None,
              note="a square may lie partly outside, so pixels at the border are cut less often"),
        cells(f"random_flip, p = {p:g}", turned, rows="rows", columns="columns", words=("0", "1")),
        share("Flipped", (flipped != arrow()).any(axis=(1, 2)), p),
    ]  # fmt: skip


def arrow():
    """An arrow that points to the right."""
    rows, columns = np.indices((SIDE, SIDE))
    return (np.abs(2 * rows - SIDE + 1) <= 2 * (SIDE - 1 - columns)).astype(float) * (columns > SIDE // 2 - 1) + (
        (np.abs(2 * rows - SIDE + 1) <= 2) & (columns < SIDE // 2)
    )
