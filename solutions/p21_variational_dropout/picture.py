"""Variational dropout as a picture: a unit that is dropped is dropped at every step, and the others remember."""

import numpy as np

from dropgrade.checks import expect_pair
from dropgrade.pictures.data import cells, curve, numbers, share

BATCH, STEPS, HIDDEN = 60, 12, 24


def picture(student, p, rng):
    """Units that hear nothing but themselves: a state is 0 from the step on at which it was not fed back."""
    x, h0 = np.zeros((BATCH, STEPS, 1)), np.full((BATCH, HIDDEN), 0.9)
    w_x, w_h, b = np.zeros((1, HIDDEN)), np.eye(HIDDEN), np.zeros(HIDDEN)
    hs, _ = expect_pair(student.variational_rnn(x, h0, w_x, w_h, b, p, True, rng), ("hs", "mask"))
    alive = numbers(hs, "hs", (BATCH, STEPS, HIDDEN)) != 0
    steps = np.arange(1, STEPS + 1)
    lines = {
        "observed": alive.mean(axis=(0, 2)),
        "one mask a sequence": np.full(STEPS, 1 - p),
        "new coins at every step": (1 - p) ** steps,
    }
    units = {f"sequence {n}": alive[n] for n in range(3)}
    return [
        cells("Units that still remember their start", units, rows="steps", columns="hidden units", most=(STEPS, 12),
              words=("forgot", "remembers")),
        share("Kept at the first step", alive[:, 0], 1 - p),
        curve("The share that remembers", steps, lines, x_axis="step", y_axis="share"),
    ]  # fmt: skip
