"""What happens to the two terms of a block, separated exactly by setting one of them to zero.

With x = 0 the output is what is left of the branch, and with branch = 0 it is what is left of x.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dropgrade.checks.arrays import expect_like
from dropgrade.checks.behaviour import attempt
from dropgrade.checks.dropout.function import Generator, rate, rates
from dropgrade.checks.failure import Array, expect_that, fail
from dropgrade.checks.inputs import probe
from dropgrade.checks.student import Student
from dropgrade.checks.visible.members import alone
from dropgrade.sandbox.outcomes import StudentRaised

TAILS: Final = ((1,), (1, 1, 1), (1, 1), ())
"""The trailing shapes of samples that are one number each."""
CALLS: Final = 30
"""In this many calls a single coin for a whole batch falls both ways, except once in 1e9 times."""
SAMPLES: Final = 40
HALF: Final = 0.5
KINDS: Final = {
    "single numbers": (),
    "vectors": (6,),
    "sequences": (3, 4),
    "images": (2, 3, 4),
    "volumes": (2, 2, 3, 2),
}
Shape = tuple[int, ...]


def some(on: Array) -> bool:
    """Whether some are kept and some are not."""
    return bool(on.any() and not on.all())


@dataclass(frozen=True)
class Branches:
    """Determines the branches that `call` drops, a call `(student, x, branch, p, rng, training)` with any result."""

    call: Callable[[Student, Array, Array, float, Generator | None, bool], object]

    def block(
        self, student: Student, x: Array, branch: Array, p: float, rng: Generator | None, *, training: bool = True
    ) -> Array:
        """Return the output of one call, after checking its form, even if there are more return values."""
        return expect_like(alone(self.call(student, x, branch, p, rng, training)), x)

    def able(self, student: Student, shapes: Sequence[Shape]) -> Shape:
        """Return the first shape that the function accepts; which ones it must accept is tested by one check only."""
        for shape in shapes:
            ones = np.ones(shape)
            out = alone(attempt(self.call, student, ones, ones, HALF, np.random.default_rng(0), True))  # noqa: FBT003 - training
            if isinstance(out, np.ndarray) and out.shape == shape:
                return shape
        ones = np.ones(shapes[0])
        self.block(student, ones, ones, HALF, np.random.default_rng(0))
        return shapes[0]

    def batch(self, student: Student, values: Array) -> Array:
        """Return numbers as a batch of samples that hold one number each."""
        return values.reshape(values.size, *self.able(student, [(3, *tail) for tail in TAILS])[1:])

    def view(
        self, student: Student, branch: Array, rng: Generator | None, p: float, training: bool  # noqa: FBT001 - a view's
    ) -> tuple[Array, object]:  # fmt: skip
        """Return what is left of the branches of many samples: a block on x = 0."""
        given = self.batch(student, branch)
        out = np.zeros_like(given)
        for _ in range(CALLS if training else 1):
            out = self.block(student, np.zeros_like(given), given, p, rng, training=training)
            if out.any():  # a single coin for the whole batch sometimes drops all of it
                break
        return out.reshape(branch.shape), None

    def fates(self, student: Student, p: float, rng: Generator, calls: int = CALLS) -> Array:
        """Return which of forty samples keep their branch in each of many calls."""
        given = self.batch(student, probe((SAMPLES,), rng))
        outs = np.array([self.block(student, np.zeros_like(given), given, p, rng) for _ in range(calls)])
        return np.asarray(outs / given > 1e-9).reshape(calls, -1)  # noqa: PLR2004 - what rounding leaves

    def together(self, student: Student, rng: Generator) -> bool:
        """Whether one coin decides for all samples of a call."""
        if some(self.fates(student, HALF, rng, 1)):
            return False
        on = self.fates(student, HALF, rng)
        return not any(map(some, on)) and some(on)

    def calls_needed(self, student: Student, rng: Generator) -> int:
        """Return the number of calls that show both outcomes for a sample."""
        return CALLS if self.together(student, rng) else 2

    def unable(self, student: Student, shape: Shape, rng: Generator) -> str:
        """Return in words what is wrong with a call on samples of this shape; empty if nothing is."""
        branch, p = probe(shape, rng), rate(rng, 0.45, 0.55)
        try:
            out = alone(self.call(student, np.zeros(shape), branch, p, rng, True))  # noqa: FBT003 - training
        except StudentRaised as raised:
            if raised.info.is_a("NotImplementedError"):
                raise
            return raised.info.type_name
        if not isinstance(out, np.ndarray) or out.shape != shape:
            return "out with a different shape" if isinstance(out, np.ndarray) else "no array"
        on = (out != 0).reshape(shape[0], -1)
        return "several coins for a sample" if (on != on[:, :1]).any() else ""

    def expect_some_dropped(self, student: Student, rng: Generator) -> None:
        """Expect some branches of forty samples to be dropped in training, and others to be kept."""
        on = self.fates(student, HALF, rng, self.calls_needed(student, rng))
        ones = np.ones((SAMPLES, 1))
        out = alone(attempt(self.call, student, 0 * ones, ones, HALF, rng, False))  # noqa: FBT003 - evaluation
        drops = isinstance(out, np.ndarray) and out.shape == ones.shape and bool((out == 0).any())
        expect_that(
            some(on),
            what="the branches of forty samples at p = 0.5",
            observed=("all are kept" if on.any() else "all are dropped") + (", but not at evaluation" if drops else ""),
            expected="some are dropped and some are kept",
            mistakes={"modes_swapped": drops, "drops_nothing": not drops, "drops_x_instead": not drops},
        )

    def expect_any_shape(self, student: Student, rng: Generator) -> None:
        """Expect samples to be allowed to be numbers or arrays with any number of dimensions."""
        wrong = {kind: how for kind, shape in KINDS.items() if (how := self.unable(student, (SAMPLES, *shape), rng))}
        right = tuple(kind for kind in KINDS if kind not in wrong)
        numbers, vectors, images = (right == (kind,) for kind in ("single numbers", "vectors", "images"))
        expect_that(
            not wrong,
            what=f"samples that are {' or '.join(wrong)}",
            observed="; ".join(dict.fromkeys(wrong.values())),
            expected="one coin for each sample, and out of the shape of x",
            mistakes={
                "two_dimensional_only": vectors,
                "four_axes_only": images,
                "missing_axes": numbers and not any("coins" in how for how in wrong.values()),
            },
        )

    def expect_every_sample(self, student: Student, rng: Generator) -> None:
        """Expect every sample to lose its branch sometimes, whatever its place and its values."""
        size = 10.0 ** rng.integers(-3, 7, SAMPLES) * rng.choice([-1, 1], SAMPLES)
        given, p = self.batch(student, probe((SAMPLES,), rng) * size), rates(rng)[1]
        on = np.array([self.block(student, 0 * given, given, p, rng).ravel() != 0 for _ in range(CALLS)])
        always = np.flatnonzero(on.all(axis=0))
        if always.size and len(np.unique(on, axis=0)) > 1:
            what = f"the branch of sample {always[0]} in {CALLS} calls at p = {p}"
            fail(what, observed="kept in all of them", expected="dropped in some", mistakes=["spares_some_entries"])
