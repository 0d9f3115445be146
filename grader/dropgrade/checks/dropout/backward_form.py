"""The backward pass after an evaluation, with masks of every dtype, and how it treats its arguments."""

from __future__ import annotations

from typing import Final

import numpy as np

from dropgrade.checks.arrays import expect_like, expect_precision
from dropgrade.checks.behaviour import attempt, changed_by, expect_none_changed, expect_returns
from dropgrade.checks.describing import describe
from dropgrade.checks.dropout.backward_function import BackwardFunction
from dropgrade.checks.dropout.factor import RTOL, Scale
from dropgrade.checks.dropout.form import SHAPES
from dropgrade.checks.dropout.function import Generator, rate
from dropgrade.checks.failure import CheckFailed, expect_that, fail
from dropgrade.checks.refusals import expect_p_refused
from dropgrade.checks.student import Student
from dropgrade.report import Fact
from dropgrade.sandbox.outcomes import StudentRaised

KINDS: Final = (bool, np.float64, np.float32, np.int64)
CHANGES: Final = {"changes_dout": ["dout"], "changes_mask": ["mask"]}


class BackwardFormChecks(BackwardFunction):
    """Checks of form and of conventions."""

    def expect_evaluation(self, student: Student, rng: Generator) -> None:
        """Expect dout unchanged if the mask is None."""
        p = rate(rng)
        dout = self.inputs(rng, p)[0]
        what, needs = "a backward call with mask = None", ["gradient_needs_mask"]
        dx = expect_returns(self.call(student), dout, None, p, what=what, mistakes=needs)
        nothing = dx is None or (isinstance(dx, np.ndarray) and not dx.any())
        if nothing:
            fail(what, observed="None" if dx is None else "all of dx is 0", expected="dout unchanged",
                 mistakes=["no_gradient_at_evaluation"], fact=Fact(numbers=(0.0,)))  # fmt: skip
        dx = expect_like(dx, dout, what="dx where the mask is None")
        if np.allclose(dx, dout, rtol=RTOL, atol=0):
            return
        scale = Scale(p, dout, dx, np.ones(dout.shape, bool))
        factors = (1 / (1 - p), 1 - p, p, 1 / p)
        fail(
            "dx / dout where the mask is None",
            observed=f"{scale.middle:.6g}" if scale.is_even else
            f"between {describe(float(scale.factors.min()))} and {describe(float(scale.factors.max()))}",
            expected=describe(1.0),
            mistakes={"gradient_scaled_at_evaluation": any(map(scale.is_about, factors))},
            fact=Fact(numbers=(scale.middle,)) if scale.is_even else None,
        )  # fmt: skip

    def expect_kinds_of_mask(self, student: Student, rng: Generator) -> None:
        """Expect masks of bools, floats and integers to give the same dx, in the dtype of dout."""
        p = rate(rng)
        dout, mask, _ = self.inputs(rng, p)
        self.gradient(student, dout, mask, p)  # a function that fails here does not depend on the dtype of the mask
        results = {kind: attempt(self.call(student), dout, mask.astype(kind), p) for kind in KINDS}
        arrays = [value for value in results.values() if isinstance(value, np.ndarray) and value.shape == dout.shape]
        usual = max(arrays, key=lambda a: sum(np.allclose(a, b, rtol=RTOL) for b in arrays), default=dout)
        for kind, value in results.items():
            what = f"dx with a mask of {np.dtype(kind)}"
            fits = isinstance(value, np.ndarray) and value.shape == dout.shape and np.allclose(value, usual, rtol=RTOL)
            expect_that(fits, what=what, observed="an exception, or a different dx than with other masks",
                        expected="the same dx with each kind of mask", mistakes=["one_kind_of_mask"])  # fmt: skip
        single = dout.astype(np.float32)
        for kind in KINDS:
            dx = self.call(student)(single, mask.astype(kind), p)
            what = f"dx with a mask of {np.dtype(kind)}"
            expect_precision(dx, single, what=what, mistakes=["gradient_float64"])

    def expect_dimensions(self, student: Student, rng: Generator) -> None:
        """Expect gradients with one to five dimensions to be masked like those of a matrix."""
        p = rate(rng)
        wrong: dict[int, str] = {}
        for n, shape in SHAPES.items():
            dout, mask, on = self.inputs(rng, p, shape)
            try:
                right = np.array_equal(self.gradient(student, dout, mask, p) != 0, on)
                words = "" if right else "zeros that are not those of the mask"
            except CheckFailed as failure:
                words = f"{failure.what} is {failure.observed}"
            except StudentRaised as raised:
                words = f"{raised.info.type_name}: {raised.info.text}"[:120]
            wrong |= {n: words} if words else {}
        if wrong and 2 not in wrong:  # noqa: PLR2004 - a matrix
            dimensions = " and ".join(map(str, wrong))
            fail(f"a dout of {dimensions} dimensions", observed=next(iter(wrong.values())), expected="a gradient",
                 mistakes=["two_dimensional_only"] if len(wrong) == len(SHAPES) - 1 else [],
                 fact=Fact(numbers=tuple(map(float, wrong))))  # fmt: skip

    def expect_dtype(self, student: Student, rng: Generator) -> None:
        """Expect float32 and float16 gradients to keep their dtype, with a mask and without."""
        p = rate(rng)
        for dtype in (np.float32, np.float16):
            dout, mask, _ = self.inputs(rng, p, self.dropout.small(rng).shape)
            dout = dout.astype(dtype)
            call = self.call(student)
            results = {"with a mask": call(dout, mask, p), "where the mask is None": attempt(call, dout, None, p)}
            if results["where the mask is None"] is None:  # None or an exception: tested by another check
                del results["where the mask is None"]
            for how, dx in results.items():
                expect_precision(dx, dout, what=f"dx {how}", mistakes=["gradient_float64"])

    def expect_unchanged(self, student: Student, rng: Generator) -> None:
        """Expect dout and mask not to be changed."""
        p = rate(rng)
        dout, mask, _ = self.inputs(rng, p, self.dropout.small(rng).shape)
        for kind in KINDS:  # in-place operations fail for some dtypes and not for others
            result = attempt(self.call(student), dout, mask.astype(kind), p)
            if result is not None:
                expect_none_changed(changed_by(student, "dout", "mask"), CHANGES)

    def expect_refusals(self, student: Student, rng: Generator) -> None:
        """Expect ValueError for p outside [0, 1), and no exception for p = 0."""
        dout, mask, _ = self.inputs(rng, rate(rng), self.dropout.small(rng).shape)
        self.gradient(student, dout, mask, rate(rng))  # a function that fails here refuses nothing
        expect_p_refused(lambda p, _: self.call(student)(dout, mask, p), rng, (True,), what=self.function)

    def expect_zero_rate(self, student: Student, rng: Generator) -> None:
        """Expect p = 0 to be accepted."""
        p = rate(rng)
        dout, mask, _ = self.inputs(rng, p, self.dropout.small(rng).shape)
        self.gradient(student, dout, mask, p)
        expect_returns(self.call(student), dout, mask, 0.0, what="a backward call with p = 0",
                       mistakes=["refuses_zero"])  # fmt: skip
