"""The gradients of a linear layer that dropped single weights, for masks of our own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from dropgrade.checks.arrays import expect_array, expect_like, expect_pair, expect_precision
from dropgrade.checks.behaviour import attempt, changed_by, expect_returns
from dropgrade.checks.dropout.backward_form import KINDS
from dropgrade.checks.dropout.function import Generator, rate
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.inputs import probe
from dropgrade.checks.readings import Reading, choices, expect_explained, expect_explained_by_sums, same_numbers
from dropgrade.checks.refusals import expect_p_refused
from dropgrade.checks.student import Student

NAMES: Final = ("dx", "dw", "db")
SMALL: Final = (3, 4, 5)
"""Batch, inputs, outputs."""
ORDERS: Final = ((1, 0, 2), (1, 2, 0), (2, 1, 0), (2, 0, 1), (0, 2, 1))
Factors = Array | float
"""What the weights are multiplied by."""


@dataclass(frozen=True)
class Case:
    """What a backward call is given, and the gradients where the weights were multiplied by some factors."""

    dy: Array
    x: Array
    w: Array
    mask: Array
    p: float

    def dx(self, factors: Factors) -> Array:
        """Return the gradient with respect to x."""
        return np.asarray(self.dy @ (self.w * factors).T)

    def dw(self, factors: Factors) -> Array:
        """Return the gradient with respect to w."""
        return np.asarray(self.x.T @ self.dy * factors)

    def right(self) -> tuple[Array, Array, Array]:
        """Return all three gradients."""
        factors = self.mask / (1 - self.p)
        return self.dx(factors), self.dw(factors), self.dy.sum(axis=0)

    def readings(self, side: str) -> Iterator[Reading]:
        """Yield what mistakes in dx or dw, alone or in pairs, would give."""
        p, of = self.p, self.dx if side == "dx" else self.dw
        masks = {"": self.mask, f"{side}_without_mask": np.ones(self.w.shape), f"{side}_of_dropped": ~self.mask}
        factors = {
            "": 1 / (1 - p),
            f"{side}_not_scaled": 1,
            f"{side}_divided_by_p": 1 / p,
            "gradient_scaled_twice": 1 / (1 - p) ** 2,
            "gradient_times_keep": 1 - p,
        }
        others: dict[str, Any] = {"": 1}
        if side == "dw":
            others |= {"averages_over_batch": 1 / len(self.x), "dw_times_weights": self.w}
        for names, (mask, factor, other) in choices(masks, factors, others):
            yield names, of(mask * factor) * other
        yield frozenset({f"{side}_without_mask"}), of(1)
        yield from self.reordered(NAMES.index(side))

    def readings_of_db(self) -> Iterator[Reading]:
        """Yield what mistakes in db would give."""
        dy, db = self.dy, self.dy.sum(axis=0)
        yield frozenset({"averages_bias_gradient"}), dy.mean(axis=0)
        yield frozenset({"keeps_batch_axis"}), db[None]
        yield frozenset({"no_sum_over_batch"}), dy
        yield frozenset({"scales_bias_gradient"}), db / (1 - self.p)
        yield from ((frozenset({"sums_over_outputs"}), value) for value in (dy.sum(axis=1), dy.sum()))
        yield from self.reordered(2)

    def reordered(self, place: int) -> Iterator[Reading]:
        """Yield what is in a place if the three are returned in another order."""
        for order in ORDERS:
            yield frozenset({"gradients_in_other_order"}), self.right()[order[place]]


@dataclass(frozen=True)
class ConnectionGradients:
    """The function `(dy, x, w, mask, p) -> (dx, dw, db)`, and all checks of it."""

    function: str

    def case(self, rng: Generator, shape: tuple[int, int, int] = (7, 11, 13), dtype: type[Any] = np.float64) -> Case:
        """Draw gradients of either sign, inputs, weights, a mask that keeps some weights, and a rate."""
        (n, inputs, outputs), p = shape, rate(rng)
        dy, x, w = (probe(each, rng, dtype) for each in ((n, outputs), (n, inputs), (inputs, outputs)))
        dy *= np.where(rng.random(dy.shape) < 0.4, -1, 1)  # noqa: PLR2004 - about half
        mask = rng.random(w.shape) >= p
        mask[0, :2] = True, False
        return Case(dy, x, w, mask, p)

    def call(self, student: Student, case: Case, mask: object, what: str = "the backward call") -> tuple[Any, ...]:
        """Make one call: return dx, dw and db as they are."""
        result = getattr(student, self.function)(case.dy, case.x, case.w, mask, case.p)
        return expect_pair(result, NAMES, what=f"what {what} gives")

    def expect_gradient(self, student: Student, rng: Generator, side: str) -> None:
        """Expect dx to go through the weights that were kept, and dw to be zero for dropped ones, with the factor."""
        case, place = self.case(rng), NAMES.index(side)
        found = self.call(student, case, case.mask)[place]
        expect_explained_by_sums(found, case.right()[place], lambda: case.readings(side), what=side)

    def expect_bias_gradient(self, student: Student, rng: Generator) -> None:
        """Expect db to be the sum of dy over the batch, with a mask and, where that gives anything, without."""
        case = self.case(rng)
        db, right = self.call(student, case, case.mask)[2], case.right()[2]
        expect_explained_by_sums(db, right, case.readings_of_db, what="db")
        plain = attempt(getattr(student, self.function), case.dy, case.x, case.w, None, case.p)
        if isinstance(plain, tuple | list) and len(plain) == len(NAMES) and plain[2] is not None:
            expect_explained(plain[2], right, case.readings_of_db, what="db where the mask is None")

    def expect_kinds_of_mask(self, student: Student, rng: Generator) -> None:
        """Expect masks of bools, floats and integers to give the same gradients."""
        case = self.case(rng)
        found = zip(NAMES, self.call(student, case, case.mask), case.right(), strict=True)
        usual = [expect_like(value, like, what=name) for name, value, like in found]
        for kind in KINDS:
            got = attempt(self.call, student, case, case.mask.astype(kind))
            alike = isinstance(got, tuple) and all(same_numbers(a, b, 1e-6) for a, b in zip(got, usual, strict=True))
            expect_that(alike, what="backward with several masks", observed="an exception, or other gradients",
                        expected=f"the same gradients with a mask of each dtype, also of {np.dtype(kind)}",
                        mistakes=[] if student.last.changed else ["one_kind_of_mask"])  # fmt: skip

    def expect_evaluation(self, student: Student, rng: Generator) -> None:
        """Expect the gradients of the full layer where the mask is None."""
        case, what = self.case(rng), "backward with None for the mask"
        got = expect_returns(self.call, student, case, None, what, what=what, mistakes=["gradient_needs_mask"])
        for name, value, of in zip(NAMES, got, (case.dx, case.dw), strict=False):  # type: ignore[call-overload]
            nothing = value is None or (isinstance(value, np.ndarray) and not value.any())
            expect_that(not nothing, what=f"{name} where the mask is None", observed="nothing, or 0 alone",
                        expected="a gradient", mistakes=["no_gradient_at_evaluation"])  # fmt: skip
            scaled = {"gradient_scaled_at_evaluation": of(1 / (1 - case.p))}
            expect_array(value, of(1), what=f"{name} where the mask is None", mistakes=scaled)

    def expect_dtype(self, student: Student, rng: Generator) -> None:
        """Expect float32 gradients with masks of every kind."""
        case = self.case(rng, SMALL, np.float32)
        for kind in KINDS:
            got = attempt(self.call, student, case, case.mask.astype(kind)) or ()
            for name, value, like in zip(NAMES, got, (case.x, case.w, case.w[0]), strict=False):  # type: ignore[call-overload]
                what = f"{name} with a mask of dtype {np.dtype(kind)}"
                expect_precision(value, like, what=what, mistakes=["gradient_float64"])

    def changed(self, student: Student, rng: Generator) -> list[str]:
        """Return which arguments backward changes in place, with masks of every kind."""
        case, changed = self.case(rng, SMALL), []
        for kind in KINDS:  # in place, some kinds fail where others do not
            attempt(self.call, student, case, case.mask.astype(kind))
            changed += changed_by(student, "dy", "x", "w", "mask")
        return changed

    def expect_refusals(self, student: Student, rng: Generator) -> None:
        """Expect ValueError for p outside [0, 1), and none for p = 0."""
        case = self.case(rng)
        self.call(student, case, case.mask)  # what cannot do this refuses nothing
        given = case.dy, case.x, case.w, case.mask
        expect_p_refused(lambda p, _: getattr(student, self.function)(*given, p), rng, (True,), what=self.function)
