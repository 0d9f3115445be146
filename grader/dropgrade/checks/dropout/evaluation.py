"""What happens at evaluation, and which of the two modes a call is in."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from dropgrade.checks.dropout.factor import RTOL, Scale
from dropgrade.checks.dropout.function import (
    DropFunction,
    Generator,
    expect_order,
    kept_coins,
    parts,
    rate,
    rates,
    some_zeros,
)
from dropgrade.checks.dropout.mistaken_factors import AT_EVALUATION
from dropgrade.checks.failure import Array, CheckFailed, expect_that, fail
from dropgrade.checks.inputs import probe
from dropgrade.checks.student import Student
from dropgrade.report import Fact
from dropgrade.sandbox.outcomes import StudentRaised

COINS: Final = 60
"""Enough calls that a single coin for all of x falls both ways."""
SHOWN: Final = 4
"""The number of columns of an example that are drawn."""


class EvaluationChecks(DropFunction):
    """Checks of evaluation."""

    def expect_evaluation(self, student: Student, rng: Generator, *, mask: bool = True) -> None:
        """Expect x times the evaluation factor, without an rng and with one, at two rates, and no mask."""
        x = probe(self.few, rng)
        for p in rates(rng):
            given = self._evaluate(student, x, rng, p)[0]
            plain = self._without_rng(student, x, p, given)
            self._expect_no_drops(student, x, rng, p, plain, given)
            for out in (plain, given):
                self._expect_evaluated(student, out, x, p)
        if mask:
            self.expect_no_mask(student, rng)

    def _without_rng(self, student: Student, x: Array, p: float, given: object) -> object:
        """Return the evaluation without an rng; it may fail if the evaluation with one drops."""
        try:
            return self._evaluate(student, x, None, p)[0]
        except CheckFailed:
            if some_zeros(given):
                return given
            raise

    def expect_no_mask(self, student: Student, rng: Generator) -> None:
        """Expect evaluation to return a pair, with None for the mask."""
        x, p = self.small(rng), rate(rng)
        if self.view is None:
            result = self.raw(student, x, rng, p, training=False)
            expect_that(not isinstance(result, np.ndarray), what="what evaluation returns", observed=result,
                        expected="the pair (out, None)", mistakes=["bare_output_at_evaluation"])  # fmt: skip
            expect_order(result)
        held = self._evaluate(student, x, rng, p)[1]
        constant = isinstance(held, np.ndarray) and bool((held == held.flat[:1]).all())
        seen = "a mask that is the same everywhere" if constant else held  # any other mask comes from dropping
        expect_that(held is None, what="the mask at evaluation", observed=seen, expected="None",
                    mistakes=["mask_at_evaluation"] if constant else [])  # fmt: skip

    def _evaluate(self, student: Student, x: Array, rng: Generator | None, p: float) -> tuple[Any, Any]:
        """Return the output and the mask of one evaluation, as they came."""
        try:
            result = (self.raw if self.view is None else self.left)(student, x, rng, p, training=False)
        except StudentRaised as raised:
            if rng is not None or raised.info.is_a("NotImplementedError"):
                raise
            fail("evaluation without an rng", observed=f"{raised.info.type_name}: {raised.info.text}"[:200],
                 expected="a result", mistakes=["needs_rng_at_evaluation"], fact=Fact(numbers=(0.0,)))  # fmt: skip
        if self.view is not None:
            return result  # type: ignore[return-value]
        if result is None:
            fail("what evaluation returns", observed="None", expected="the pair (out, None)" if self.returns_pair
                 else "out", mistakes=["nothing_at_evaluation"])  # fmt: skip
        if not self.returns_pair:
            return (result[0] if isinstance(result, tuple | list) and result else result), None
        return parts(result)

    def _expect_no_drops(
        self, student: Student, x: Array, rng: Generator, p: float, plain: object, given: object
    ) -> None:
        if not some_zeros(given) and not some_zeros(plain):
            return
        if not some_zeros(plain) or not some_zeros(given):
            where = "with" if some_zeros(given) else "without"
            fail("evaluation with an rng and without one", observed=f"{self.units} are dropped {where} it",
                 expected="nothing is dropped", mistakes=["mode_from_rng"], example=(x, given))  # fmt: skip
        drops = some_zeros(self.train(student, x, rng, p)[0])
        fail(
            "evaluation",
            observed=f"{self.units} are dropped" + ("" if drops else ", and none are dropped in training"),
            expected="nothing is dropped",
            mistakes=["drops_at_evaluation"] if drops else ["modes_swapped"],
            example=_from_the_first_drop(x, given),
        )

    def _expect_evaluated(self, student: Student, out: object, x: Array, p: float) -> None:
        expected = self.evaluation(p)
        what = f"out at evaluation, at p = {p}"
        if not isinstance(out, np.ndarray) or out.shape != x.shape or out.dtype.kind not in "biuf":
            fail(what, observed=out, expected=f"an array of shape {x.shape}",
                 mistakes=["nothing_at_evaluation"] if out is None else [])  # fmt: skip
        factors = np.asarray(out / x)
        low, high = float(factors.min()), float(factors.max())
        if np.isclose(low, expected, rtol=RTOL, atol=0) and np.isclose(high, expected, rtol=RTOL, atol=0):
            return
        if not np.isclose(low, high, rtol=RTOL, atol=0):
            fail(what, observed=f"x times {low:.6g} to {high:.6g}", expected=_times(expected), example=(x, out))
        names = [name for name, factor in AT_EVALUATION.items() if np.isclose(low, factor(p), rtol=RTOL, atol=0)]
        if expected != 1 and "evaluation_times_p" in names and self._keeps_with_p(student, x, p):
            names = ["keeps_with_p"]
        fail(what, observed=_times(low), expected=_times(expected), mistakes=names, example=(x, out),
             fact=Fact(numbers=(low,)))  # fmt: skip

    def _keeps_with_p(self, student: Student, x: Array, p: float) -> bool:
        """Whether training keeps a share nearer to p than to 1 - p, so that p is the right factor for it."""
        out = self.train(student, x, np.random.default_rng(int(x.flat[0] * 1e9)), p)[0]
        return Scale(p, x, out, kept_coins(out, x)).is_flipped

    def expect_training_by_default(self, student: Student, rng: Generator) -> None:
        """Expect a call without `training` to drop, if one with training=True does."""
        p = rates(rng)[1]
        x, call = self.small(rng), self.call(student)

        def dropped(**options: object) -> tuple[bool, object]:
            result: object = None
            for _ in range(COINS):
                result = call(x, p, rng=rng, **options)
                members = list(result) if isinstance(result, tuple | list) else [result]
                if any(isinstance(out, np.ndarray) and out.shape == x.shape and (out == 0).any() for out in members):
                    return True, result
            return False, result

        if not dropped(training=True)[0]:
            return  # tested by another check
        found, result = dropped()
        members = list(result) if isinstance(result, tuple | list) else [result]
        expect_that(
            found,
            what="a call without `training`",
            observed=f"none of the {self.units} are dropped in {COINS} calls",
            expected="some are dropped, as with training=True",
            mistakes={"evaluates_by_default": any(isinstance(out, np.ndarray) for out in members)},
        )


def _times(factor: float) -> str:
    return "x unchanged" if factor == 1 else f"x times {factor:.6g}"


def _from_the_first_drop(x: Array, out: object) -> tuple[object, object]:
    """Return both without the rows before the first with a zero, so that the drawing shows what the message says."""
    if not isinstance(out, np.ndarray) or out.shape != x.shape or out.ndim < 2:  # noqa: PLR2004
        return x, out
    rows = (out[..., :SHOWN] == 0).any(-1).reshape(-1, out.shape[-2])[0]
    first = max(min(int(rows.argmax()), rows.size - 2), 0)
    return x[..., first:, :], out[..., first:, :]
