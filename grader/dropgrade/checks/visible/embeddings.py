"""Dropout on embedded tokens, to which nothing is added and which are not scaled otherwise."""

from __future__ import annotations

import numpy as np

from dropgrade.checks.dropout import Dropout, rate
from dropgrade.checks.dropout.function import Generator
from dropgrade.checks.failure import expect_that
from dropgrade.checks.inputs import probe
from dropgrade.checks.student import Student
from dropgrade.checks.visible.members import expect_alone

SHAPE = (6, 9, 13)


class Embedding(Dropout):
    """All checks of a function that drops entries of what is embedded.

    The rate, the factor and evaluation are looked at once it is clear that what is embedded is not added a second time
    and not multiplied by the root of its length.
    """

    def expect_rate(self, student: Student, rng: Generator) -> None:
        """Expect each entry to be dropped with probability p."""
        self._expect_nothing_else(student, rng, training=True)
        super().expect_rate(student, rng)

    def expect_factor(self, student: Student, rng: Generator) -> None:
        """Expect survivors to be multiplied by 1 / (1 - p)."""
        self._expect_nothing_else(student, rng, training=True)
        super().expect_factor(student, rng)

    def expect_evaluation(self, student: Student, rng: Generator, *, mask: bool = True) -> None:
        """Expect what is embedded as it is."""
        self._expect_nothing_else(student, rng, training=False)
        super().expect_evaluation(student, rng, mask=mask)

    def expect_alone(self, student: Student, rng: Generator) -> None:
        """Expect an array in both modes, without a mask beside it."""
        for training in (True, False):
            expect_alone(self.call(student)(probe(SHAPE, rng), rate(rng), training, rng))

    def _expect_nothing_else(self, student: Student, rng: Generator, *, training: bool) -> None:
        x, p = probe(SHAPE, rng), rate(rng)
        out = self.left(student, x, rng, p, training=training)[0]
        factor = 1 / (1 - p) if training else 1.0
        largest = (out / x).max() if isinstance(out, np.ndarray) and out.shape == SHAPE else factor
        known = {"adds_embedded": 1 + factor, "multiplies_by_root": factor * SHAPE[-1] ** 0.5}
        named = {name: bool(np.isclose(largest, other)) for name, other in known.items()}
        what = f"the largest factor on embedded {'in training' if training else 'at evaluation'}"
        expect_that(not any(named.values()), what=what, observed=f"{largest:.6g}", expected=f"{factor:.6g}",
                    mistakes=named)  # fmt: skip
