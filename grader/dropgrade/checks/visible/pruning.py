"""A function that sets the smallest magnitudes of each column to zero, without any coins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dropgrade.checks.arrays import expect_array, expect_like
from dropgrade.checks.dropout.factor import RTOL
from dropgrade.checks.dropout.function import Generator
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.student import Student
from dropgrade.checks.visible.candidates import expect_selected
from dropgrade.checks.visible.dropped_candidates import weights
from dropgrade.checks.visible.members import expect_alone


@dataclass(frozen=True)
class Pruning:
    """A function `(w, fraction) -> w` that sets the smallest magnitudes of each column to zero."""

    function: str

    def pruned(self, student: Student, w: Array, fraction: float) -> Array:
        """Return the weights that are left, checked for their form; proposes `prune_gives_a_pair`."""
        what = f"{self.function}(w, {fraction})"
        left = expect_alone(getattr(student, self.function)(w, fraction), what=what, mistake="prune_gives_a_pair")
        return expect_like(left, w, what=what)

    def expect_smallest(self, student: Student, rng: Generator) -> None:
        """Expect the smallest magnitudes of each column to be zero in two calls alike, and all others to be left."""
        w, fraction = weights(rng), float(rng.choice([0.34, 0.69]))  # 6.8 and 13.8 rows
        what = f"{self.function}(w, {fraction})"
        left = self.pruned(student, w, fraction)
        again = getattr(student, self.function)(w, fraction)
        used = bool(student.last.globals)
        expect_that(not used and np.array_equal(left, again), what=f"two calls of {what}",
                    observed="the global random state was used" if used else "different results",
                    expected="the same result, without any draws", mistakes=["prune_throws_coins"])  # fmt: skip
        expect_selected(left == 0, w, fraction, what=f"the weights that {what} sets to zero",
                        none="prune_does_nothing", others="prune_keeps_candidates")  # fmt: skip
        expect_array(left, w * (left != 0), what=what, rtol=RTOL)
