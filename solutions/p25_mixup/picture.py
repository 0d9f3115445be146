"""mixup as a picture: labels before and after, and which blends an alpha prefers."""

import numpy as np

from dropgrade.checks import expect_pair
from dropgrade.pictures.data import cells, histogram, numbers

ALPHAS = (0.2, 1.0, 4.0)
CALLS = 300
MEMBERS = ("mixed_x", "mixed_y", "lam")


def picture(student, rng):
    """One batch of labels, and lam over many calls."""
    y = np.eye(6)[rng.integers(6, size=10)]
    x = rng.random((10, 2))
    _, mixed, lam = expect_pair(student.mixup(x, y, 1.0, rng), MEMBERS)
    labels = {"y": y, "mixed_y": numbers(mixed, "mixed_y", y.shape)}
    weight = float(numbers(lam, "lam", ()))
    lams = {f"alpha {alpha:g}": np.array([drawn(student, alpha, rng) for _ in range(CALLS)]) for alpha in ALPHAS}
    return [
        cells("Labels", labels, rows="samples", columns="classes", words=None, note=f"lam = {weight:.3g}, alpha = 1"),
        histogram(f"lam, {CALLS} calls each", lams, axis="lam", bins=10),
    ]


def drawn(student, alpha, rng):
    """The weight of one blend."""
    one = np.ones((2, 1))
    _, _, lam = expect_pair(student.mixup(one, one, alpha, rng), MEMBERS)
    return float(numbers(lam, "lam", ()))
