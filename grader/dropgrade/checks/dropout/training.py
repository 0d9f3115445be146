"""Whether a function drops at all: the gate before whatever a function that does something else could pass."""

from __future__ import annotations

from typing import Final

import numpy as np

from dropgrade.checks.dropout.function import DropFunction, Generator, rate
from dropgrade.checks.failure import expect_that
from dropgrade.checks.inputs import probe
from dropgrade.checks.student import Student

LITTLE: Final = 0.1
"""Below this share of its input an entry has lost so much that it counts as dropped here."""
RARE: Final = 0.02
MOST: Final = 0.95


def expect_dropping(function: DropFunction, student: Student, rng: Generator) -> None:
    """Expect training to drop a part of x, and to leave of the rest what follows x.

    It passes whatever the rate, the factor and the axes are: these are for other checks.
    """
    x = probe(function.some, rng)
    share = function.train(student, x, rng, rate(rng))[0] / x
    dropped = share < LITTLE
    seen = "everything" if dropped.mean() > 1 - RARE else "almost nothing" if dropped.any() else "nothing"
    expect_that(
        bool(RARE <= dropped.mean() <= 1 - RARE),
        what="what is dropped in training",
        observed=seen,
        expected=f"some of the {function.units}",
    )
    rest = share[~dropped]
    middle = np.sort(rest)[rest.size // 2]
    follows = (rest > middle / 2) & (rest < middle * 2)
    expect_that(
        bool(follows.mean() >= MOST),
        what="what is not dropped in training",
        observed="numbers that do not follow x",
        expected="x with a factor",
    )
