"""Shapes, dtypes, arguments that must not be changed, and arguments that must be refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from dropgrade.checks.arrays import expect_precision
from dropgrade.checks.behaviour import expect_unchanged
from dropgrade.checks.dropout.function import DropFunction, Generator, kept_coins, rate, rates
from dropgrade.checks.failure import Array, CheckFailed, fail
from dropgrade.checks.inputs import probe
from dropgrade.checks.masks import constant_axes
from dropgrade.checks.refusals import expect_p_refused
from dropgrade.checks.student import Student
from dropgrade.report import Fact
from dropgrade.sandbox.outcomes import StudentRaised

SHAPES: Final = {1: (400,), 2: (20, 30), 3: (4, 10, 15), 4: (2, 6, 7, 10), 5: (2, 3, 4, 5, 6)}
"""Shapes with so many entries that no two slices of coins are the same by chance."""
ONLY: Final[dict[tuple[int, ...], list[str]]] = {(2,): ["two_dimensional_only"], (4,): ["four_axes_only"]}
DEVIATIONS: Final = 7.0


class FormChecks(DropFunction):
    """Checks of form and of conventions."""

    def expect_dimensions(self, student: Student, rng: Generator, dimensions: Iterable[int] = (1, 3, 4, 5)) -> None:
        """Expect every entry to have its own coin, as in a matrix, for any number of dimensions of x."""
        p = rates(rng)[1]
        matrix = self._seen(student, rng, 2, p)
        seen = {2: matrix} | {n: self._seen(student, rng, n, p) for n in dimensions}
        wrong = {n: words for n, on in seen.items() if (words := _unlike(on, matrix))}
        if not wrong:
            return
        works = tuple(n for n in seen if n not in wrong)
        if not works:  # if not even a matrix works, dimensions are not the reason, and this call raises the actual one
            self.train(student, probe(SHAPES[2], rng), rng, p)
        names = ONLY.get(works, [])
        first, how = next((n, words) for n, words in wrong.items())
        axes = f"{' and '.join(map(str, sorted(wrong)))} dimension{'s' * (max(wrong) > 1)}"
        fail(f"an x of {axes}", observed=f"{how} (shape {SHAPES[first]})",
             expected="an entry dropped here and there", mistakes=names,
             fact=Fact(numbers=tuple(map(float, sorted(wrong)))))  # fmt: skip

    def _seen(self, student: Student, rng: Generator, n: int, p: float) -> Array | str:
        """Return the entries that survive in an x with n dimensions, or in words what is wrong."""
        x = probe(SHAPES[n], rng)
        try:
            return kept_coins(self.train(student, x, rng, p)[0], x)
        except CheckFailed as failure:
            return f"{failure.what} is {failure.observed}"
        except StudentRaised as raised:
            if raised.info.is_a("NotImplementedError"):
                raise
            return f"{raised.info.type_name}: {raised.info.text}"[:120]

    def expect_dtype(self, student: Student, rng: Generator, *dtypes: type[np.floating[Any]]) -> None:
        """Expect each dtype, by default float32 and float16, to be preserved in both modes."""
        p = rate(rng)
        for dtype in dtypes or (np.float32, np.float16):
            x = self.small(rng, dtype)
            for training, mode in ((True, "in training"), (False, "at evaluation")):
                out = self.left(student, x, rng, p, training=training)[0]
                expect_precision(out, x, what=f"out {mode}")

    def expect_unchanged(self, student: Student, rng: Generator) -> None:
        """Expect every argument to be left unchanged in both modes."""
        p = rates(rng)[1]  # a high rate, and an input so large that some are certainly dropped
        for training, mode in ((True, "training"), (False, "an evaluation")):
            self.plainly(student, self.batch(rng), rng, p, training=training)
            expect_unchanged(student, what=f"the arguments of {mode}", mistakes=["changes_input"])

    def expect_refusals(self, student: Student, rng: Generator, *, modes: tuple[bool, ...] = (True, False)) -> None:
        """Expect ValueError for p outside [0, 1), in training and at evaluation, and no exception for p = 0."""
        x = self.small(rng)
        self.train(student, x, rng, rate(rng))  # a function that fails here refuses nothing

        def call(p: float, training: bool) -> object:  # noqa: FBT001 - called in one place
            return self.plainly(student, x, rng, p, training=training)

        expect_p_refused(call, rng, modes, what=self.function)


def _unlike(on: Array | str, matrix: Array | str) -> str:
    """Return in words how the survivors differ from those of a matrix; empty if they do not."""
    if isinstance(on, str):
        return on
    if isinstance(matrix, str) or constant_axes(matrix):
        return ""  # tested by another check
    shared = () if on.all() or not on.any() else constant_axes(on)
    if shared:
        return "coins are shared along " + " and ".join(f"axis {axis}" for axis in shared)
    share, usual = float(on.mean()), float(matrix.mean())
    apart = abs(share - usual) > DEVIATIONS * (0.25 / on.size + 0.25 / matrix.size) ** 0.5
    return f"{share:.4g} of the entries survive, where {usual:.4g} of a matrix do" if apart else ""
