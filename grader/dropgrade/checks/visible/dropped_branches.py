"""A function that adds a branch to x, and drops the branch of each sample: stochastic depth.

One coin for a whole batch is a mistake of its own. Where it is made, one check says so, and the others count calls in
place of samples, or leave it to that check.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from dropgrade.checks.behaviour import expect_global_state_untouched, expect_reproducible
from dropgrade.checks.coins import expect_coins
from dropgrade.checks.dropout import Dropout, rate
from dropgrade.checks.dropout.factor import RTOL
from dropgrade.checks.dropout.function import Generator
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.inputs import probe
from dropgrade.checks.masks import expect_axes
from dropgrade.checks.student import Student
from dropgrade.checks.visible.branches import CALLS, HALF, SAMPLES, Branches, Shape, some

FLAT: Final[tuple[Shape, ...]] = ((SAMPLES, 3), (SAMPLES, 3, 1, 1), (SAMPLES, 3, 1), (SAMPLES,))
"""Shapes of samples with one kind of axis."""
DEEP: Final[tuple[Shape, ...]] = ((SAMPLES, 5, 4, 3), (41, 37), (41, 41), (SAMPLES, 5, 4), (SAMPLES,))
"""Shapes that tell along which axes coins are shared; a square one is the last resort of a matrix."""


class DroppedBranches(Dropout):
    """A function `(x, branch, p, training, rng) -> out`, and all checks of it."""

    @property
    def looks(self) -> Branches:
        """What sees the two terms apart."""
        return Branches(called(self.function))

    def terms(self, student: Student, rng: Generator) -> Array:
        """An x and a branch of forty samples, of a shape that the function can do."""
        return probe((2, *self.looks.able(student, FLAT)), rng)

    def expect_some_dropped(self, student: Student, rng: Generator) -> None:
        """Expect some branches to be dropped in training and others to be kept."""
        self.looks.expect_some_dropped(student, rng)

    def expect_rate(self, student: Student, rng: Generator) -> None:
        """Expect each branch to be dropped with probability p, counted in calls where samples share their coin."""
        if not self.looks.together(student, rng):
            super().expect_rate(student, rng)
            return
        p = rate(rng)
        calls = self.looks.fates(student, p, rng, 2 * CALLS)[:, 0]
        expect_coins(calls, 1 - p, what=f"the share of calls that keep the branches at p = {p}")

    def expect_skip(self, student: Student, rng: Generator) -> None:
        """Expect x to be added as it is, seen beside a branch of zeros."""
        x, p = probe(self.looks.able(student, FLAT), rng), rate(rng, 0.45, 0.55)
        calls = self.looks.calls_needed(student, rng)
        ratios = np.array([self.looks.block(student, x, np.zeros_like(x), p, rng) / x for _ in range(calls)])
        gone, whole = ratios == 0, np.isclose(ratios, 1, rtol=RTOL)
        times = ~gone & ~whole
        seen = {"all of it": whole, "nothing of it": gone, "a multiple of it": times}
        expect_that(
            bool(whole.all()),
            what="what is left of x, for a branch of zeros",
            observed=" or ".join(words for words, where in seen.items() if where.any()),
            expected="all of it",
            mistakes={
                "forgets_skip": bool(gone.all()),
                "branch_replaces_x": some(gone) and not times.any(),
                **dict.fromkeys(["drops_skip", "drops_x_instead"], bool(gone.any() and times.any())),
                **dict.fromkeys(["scales_skip", "missing_parenthesis"], not gone.any()),
            },
        )

    def expect_whole_samples(self, student: Student, rng: Generator) -> None:
        """Expect all of a sample's branch to be kept or all of it dropped, and not those of all samples at once."""
        shape = self.looks.able(student, DEEP)
        branch, square = probe(shape, rng), shape == (41, 41)
        on = self.looks.block(student, np.zeros(shape), branch, rate(rng, 0.45, 0.55), rng) != 0
        if some(on):
            expect_axes(
                on,
                range(1, len(shape)),
                what=f"the axes along which a coin is shared, of x of shape {shape}",
                mistakes={
                    "per_element": (),
                    "one_coin_per_channel": tuple(range(2, len(shape))),
                    "missing_axes" if square else "one_coin_per_feature": (0,),
                },
                example=(branch, on * branch),
            )
        expect_that(not self.looks.together(student, rng), what="the samples that keep their branch",
                    observed="all of them in some calls, none in others", expected="some of them, in each call",
                    mistakes=["one_coin_for_batch"])  # fmt: skip

    def expect_own_coins(self, student: Student, rng: Generator) -> None:
        """Expect a coin of its own for every sample; one for all of them is the matter of `expect_whole_samples`."""
        if not self.looks.together(student, rng):
            super().expect_own_coins(student, rng)

    def expect_every_entry(self, student: Student, rng: Generator) -> None:
        """Expect every sample to lose its branch now and then."""
        self.looks.expect_every_sample(student, rng)

    def expect_new_coins(self, student: Student, rng: Generator) -> None:
        """Expect other coins in every call; where samples share one, two calls are alike now and then."""
        first, second = self.looks.fates(student, HALF, rng, 2)
        fresh = not np.array_equal(first, second) or self.looks.together(student, rng)
        expect_that(fresh, what="two calls in a row", observed="the same coins", expected="others in each",
                    mistakes=["frozen_mask"])  # fmt: skip

    def expect_rng_alone(self, student: Student, rng: Generator) -> None:
        """Expect coins from rng and from nothing else."""
        calls = self.looks.calls_needed(student, rng)
        expect_reproducible(lambda stream: self.looks.fates(student, HALF, stream, calls), mistakes=["ignores_rng"])
        expect_global_state_untouched(student, mistakes=["ignores_rng"])

    def expect_small_rate(self, student: Student, rng: Generator, *, shape: Shape = ()) -> None:
        """Expect a rate below half a per cent not to be rounded away."""
        if not self.looks.together(student, rng):
            super().expect_small_rate(student, rng, shape=shape)


def called(function: str) -> Callable[..., object]:
    """The call `(student, x, branch, p, rng, training)` of a student's function."""

    def call(student: Student, x: Array, branch: Array, p: float, rng: Generator | None, training: bool) -> object:  # noqa: FBT001 - a call of `Branches`
        return getattr(student, function)(x, branch, p, training, rng)

    return call


def dropped_branches(function: str) -> DroppedBranches:
    """The checks of a function of this name."""
    call = called(function)
    return DroppedBranches(
        function,
        units="branches",
        view=Branches(call).view,
        plain=lambda student, rng, p, training, source: call(student, *probe((2, 30, 6), rng), p, source, training),
        names={0: "groups of samples", 1: "samples"},
        returns_pair=False,
    )
