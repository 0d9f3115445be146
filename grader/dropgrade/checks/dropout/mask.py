"""The mask that a function returns."""

from __future__ import annotations

import numpy as np

from dropgrade.checks.arrays import SINGLE
from dropgrade.checks.behaviour import attempt
from dropgrade.checks.coins import fits
from dropgrade.checks.describing import describe
from dropgrade.checks.dropout.function import DropFunction, Generator, expect_order, rate, rates
from dropgrade.checks.failure import Array, CheckFailed, expect_that, fail
from dropgrade.checks.inputs import probe
from dropgrade.checks.masks import constant_axes
from dropgrade.checks.several import expect_all
from dropgrade.checks.student import Student
from dropgrade.report import Fact

SMOOTH = 1e-12
HALF = 0.5


class MaskChecks(DropFunction):
    """Checks of the mask: its shape, its values, and whether it matches the coins."""

    def expect_mask(self, student: Student, rng: Generator) -> None:
        """Expect 1 where a coin kept and 0 elsewhere, without the factor, one entry for each coin."""
        p = rate(rng)
        x = probe(self.some, rng)
        if self.view is None:
            expect_order(self.raw(student, x, rng, p, training=True))
        out, mask = self.train(student, x, rng, p)
        on = self.survivors(out, x)
        mask = self._with_shape(mask, on)
        self._expect_values(mask)
        expect_all(
            lambda: self._expect_marks(mask, self.coins(on)),
            lambda: self._expect_coins_at_zero(student, rng),
            lambda: self._expect_mask_at_zero_rate(student, rng, x),
        )

    def expect_mask_values(self, student: Student, rng: Generator) -> None:
        """Expect no other numbers than 0 and 1 in the mask, in whatever places."""
        mask = self.train(student, probe(self.few, rng), rng, rate(rng))[1]
        if isinstance(mask, np.ndarray):  # otherwise `expect_mask` fails
            self._expect_values(mask)

    def _expect_marks(self, mask: Array, first: Array) -> None:
        wrong = int(((mask != 0) != first).sum())
        expect_that(
            not wrong,
            what="the mask, against what survived",
            observed="1 where an entry was dropped, 0 where it survived" if wrong == first.size
            else f"{wrong:,} of {first.size:,} entries of it differ",
            expected="1 where it survived, 0 where it was dropped",
            mistakes={"mask_of_dropped": wrong == first.size},
        )  # fmt: skip

    def _with_shape(self, mask: object, on: Array) -> Array:
        expected = self.reduced(on.shape)
        if isinstance(mask, np.ndarray) and mask.shape == expected:
            return mask
        shape = mask.shape if isinstance(mask, np.ndarray) else None
        same = shape == on.shape and np.array_equal(np.asarray(mask) != 0, on)
        pattern = set(constant_axes(on))
        readings = {
            **{name: shape == self.reduced(on.shape, axes) for name, axes in self.sharing.items() if axes},
            "per_element": shape == on.shape and not pattern - {0},
            "full_mask": bool(self.shared) and same and pattern >= set(self.shared),
            "squeezed_mask": shape == tuple(n for axis, n in enumerate(on.shape) if axis not in self.shared),
        }
        return fail("the mask", observed=mask, expected=f"an array of shape {expected} that holds 0 and 1",
                    mistakes=[name for name, explains in readings.items() if explains and mask is not None],
                    fact=Fact(numbers=tuple(map(float, shape))) if shape else None)  # fmt: skip

    def _expect_values(self, mask: Array) -> None:
        ones = mask[mask != 0]
        if mask.dtype.kind not in "biuf" or not ones.size:
            fail("the values in the mask", observed=mask if ones.size else "0 alone", expected="0 and 1")
        with np.errstate(all="ignore"):
            even = bool(np.isclose(ones.min(), ones.max(), rtol=SINGLE))
        if not even or abs(float(ones[0]) - 1) > SMOOTH:
            raw = np.unique(mask).size > HALF * mask.size
            fail(
                "the values in the mask",
                observed=f"0 and {describe(ones[0])}" if even else f"{'many' if raw else 'several'} values beside 0",
                expected="0 and 1",
                mistakes=["scaled_mask"] if even else ["raw_numbers"] if raw else [],
                fact=Fact(numbers=(float(ones[0]),)) if even else None,
            )

    def _expect_coins_at_zero(self, student: Student, rng: Generator) -> None:
        """Expect entries of x that are 0, as after a ReLU, to have coins like all others."""
        p = rates(rng)[1]
        zero = rng.random(self.reduced(self.some)) < 0.5  # noqa: PLR2004 - half of them
        x = np.where(zero, 0, probe(self.some, rng))
        mask = self.left(student, x, rng, p, training=True)[1]
        if not isinstance(mask, np.ndarray) or mask.shape != zero.shape or bool(mask.all() or not mask.any()):
            return  # tested above with another x, or the coins fail another check
        there = mask[zero] != 0
        share = float((mask[~zero] != 0).mean())
        if not fits(int(there.sum()), there.size, 1 - p) and (there.all() or not there.any()):
            fail(
                "the mask where x is 0",
                observed="all of it 0" if not there.any() else "all of it 1",
                expected=f"0 and 1, as elsewhere, where {share:.4g} of it is 1",
                mistakes=["spares_some_entries"] if there.all() else ["mask_from_output"],
            )

    def _expect_mask_at_zero_rate(self, student: Student, rng: Generator, x: Array) -> None:
        try:
            result = attempt(self.left, student, x, rng, 0.0, training=True)  # a refusal is tested by another check
        except CheckFailed:
            return
        if isinstance(result, tuple):
            expect_that(result[1] is not None, what="the mask of training at p = 0", observed="None",
                        expected="an array of ones", mistakes=["no_mask_at_zero"])  # fmt: skip
