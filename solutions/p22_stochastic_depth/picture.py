"""Stochastic depth as a picture: a sample takes the whole branch or none of it, and late blocks are skipped most."""

import numpy as np

from dropgrade.pictures.data import bars, cells, numbers, share

SHAPE = (600, 10)
BLOCKS, ROWS = 8, 16


def picture(student, p, rng):
    """Which samples take the branch of a block, and which of many samples take which blocks."""
    x, branch = np.zeros(SHAPE), np.ones(SHAPE)
    taken = numbers(student.drop_path(x, branch, p, True, rng), "what `drop_path` returns", SHAPE) != 0
    rates = numbers(student.depth_rates(BLOCKS, p), "depth_rates", (BLOCKS,))
    named = {f"block {n}": rate for n, rate in enumerate(rates, 1)}
    wanted = {f"block {n}": n / BLOCKS * p for n in range(1, BLOCKS + 1)}
    grids = {"one block": taken[:ROWS]}
    return [
        cells("The branch of a block", grids, rows="samples", columns="features", words=("skipped", "taken"),
              most=(ROWS, SHAPE[1])),
        share("Samples that take the branch", taken[:, 0], 1 - p),
        bars(f"depth_rates({BLOCKS}, {p:g})", named, axis="p of a block", expected=wanted),
    ]  # fmt: skip
