"""The backward pass of a dropout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dropgrade.checks.describing import describe
from dropgrade.checks.dropout.backward_form import BackwardFormChecks
from dropgrade.checks.dropout.factor import RTOL, Scale
from dropgrade.checks.dropout.function import Generator, kept_coins, rate, rates
from dropgrade.checks.dropout.mistaken_factors import ON_GRADIENTS
from dropgrade.checks.failure import Array, CheckFailed, expect_that, fail
from dropgrade.checks.inputs import probe
from dropgrade.checks.masks import constant_axes
from dropgrade.checks.student import Student
from dropgrade.report import Fact


@dataclass(frozen=True)
class Forward:
    """The behaviour of the student's own forward pass at one rate, as far as it affects the backward pass."""

    mask: object
    factor: float
    """The factor on the survivors; 0 if it cannot be determined."""
    flipped: bool
    """Whether it keeps a share p."""

    @property
    def scales_mask(self) -> bool:
        """Whether its mask contains a factor."""
        mask = self.mask
        return isinstance(mask, np.ndarray) and mask.dtype.kind == "f" and bool(((mask != 0) & (mask != 1)).any())


class Backward(BackwardFormChecks):
    """The function `(dout, mask, p) -> dx` of a dropout, with all checks for it."""

    def forward(self, student: Student, rng: Generator, p: float) -> Forward:
        """Return the behaviour of the student's forward pass, which other checks test."""
        x = probe(self.dropout.few, rng)
        try:
            out, mask = self.dropout.train(student, x, rng, p)
        except CheckFailed:
            return Forward(None, 0.0, flipped=False)
        on = kept_coins(out, x)
        if not on.any():
            return Forward(mask, 0.0, flipped=False)
        scale = Scale(p, x, out, on)
        return Forward(mask, scale.middle, flipped=scale.is_flipped)

    def expect_zeros(self, student: Student, rng: Generator) -> None:
        """Expect dx to be zero exactly where the mask is."""
        p = rate(rng)
        dout, mask, on = self.inputs(rng, p)
        dx = self.gradient(student, dout, mask, p)
        flows = dx != 0
        leaking, lost = int((flows & ~on).sum()), int((~flows & on).sum())
        if not leaking + lost:
            return
        what, expected = "the zeros of dx", "zero exactly where the mask is zero"
        if np.allclose(dx[~on], -p, rtol=RTOL):
            fail(what, observed="none: dx is -p where the mask is zero", expected=expected,
                 mistakes=["missing_parenthesis"])  # fmt: skip
        if np.array_equal(dx, dout):
            fail(what, observed="none: dx is dout", expected=expected, mistakes=["gradient_untouched"])
        if flows.all():
            fail(what, observed="none", expected=expected, mistakes=["gradient_not_masked"])
        if np.array_equal(flows, ~on):
            marks = self._marks_dropped(student, rng, p)
            own = ", and your own mask is 1 where an entry was dropped" if marks else ""
            fail(what, observed=f"zero exactly where the mask is 1{own}", expected=expected,
                 mistakes=["mask_of_dropped"] if marks else ["gradient_through_dropped"])  # fmt: skip
        torn = not set(constant_axes(flows)) >= set(self.dropout.shared)
        follows = np.array_equal(self.gradient(student, dout, mask, p) != 0, flows) and not np.array_equal(
            self.gradient(student, dout, mask[::-1], p) != 0, flows
        )
        fail(
            what,
            observed=f"{leaking:,} dropped entries get a gradient, and {lost:,} kept ones get none"
            + ("" if follows else ", whatever the mask"),
            expected=expected,
            mistakes=[] if follows else ["gradient_per_element" if torn else "gradient_with_new_coins"],
        )

    def _marks_dropped(self, student: Student, rng: Generator, p: float) -> bool:
        """Whether the mask of the student's own forward pass is 1 where an entry was dropped."""
        x = probe(self.dropout.few, rng)
        try:
            out, mask = self.dropout.train(student, x, rng, p)
        except CheckFailed:
            return False
        first = self.dropout.coins(kept_coins(out, x))
        is_mask = isinstance(mask, np.ndarray) and mask.shape == first.shape
        return is_mask and np.array_equal(mask != 0, ~first)

    def expect_factor(self, student: Student, rng: Generator) -> None:
        """Expect the gradient to have the factor of the forward pass where it flows, with its sign, at two rates."""
        scales, forwards = [], []
        for p in rates(rng):
            dout, mask, _ = self.inputs(rng, p)
            dx = self.gradient(student, dout, mask, p)
            on = kept_coins(dx, dout)
            what = f"the factor dx / dout at p = {p}"
            expect_that(bool(on.any()), what=what, observed="all of dx is 0", expected=describe(1 / (1 - p)))
            scale = Scale(p, dout, dx, on)
            if not scale.is_even:
                self._fail_uneven(scale, mask, what)
            scales.append(scale)
            forwards.append(self.forward(student, rng, p))
        if all(scale.is_about(self.dropout.factor(scale.p)) for scale in scales):
            return
        fail(
            f"the factor dx / dout at p = {scales[0].p} and at p = {scales[1].p}",
            observed=" and ".join(f"{scale.middle:.6g}" for scale in scales),
            expected=" and ".join(f"{self.dropout.factor(scale.p):.6g}" for scale in scales),
            mistakes=self._factor_mistakes(scales, forwards),
            fact=Fact(numbers=tuple(scale.middle for scale in scales)),
        )

    def _fail_uneven(self, scale: Scale, mask: Array, what: str) -> None:
        expected = describe(self.dropout.factor(scale.p))
        dx, dout = scale.out, scale.x
        if np.ptp(dx[scale.on]) <= RTOL * abs(dx[scale.on]).max():
            fail(what, observed="none: dx does not depend on dout", expected=expected, mistakes=["ignores_dout"])
        size = np.asarray(abs(scale.factors))
        if np.ptp(size) <= RTOL * size.max():
            fail(what, observed=f"{size.max():.6g} where dout is positive, and of the other sign where it is negative",
                 expected=f"{expected} for both", mistakes=["gradient_without_sign"])  # fmt: skip
        if np.allclose(dx, dout * mask - scale.p, rtol=RTOL, atol=RTOL):
            fail(what, observed="none: dx is dout * mask - p", expected=expected, mistakes=["missing_parenthesis"])
        low, high = float(scale.factors.min()), float(scale.factors.max())
        fail(what, observed=f"between {describe(low)} and {describe(high)}", expected=expected,
             mistakes=["multiplies_by_activation", "noisy_factor"])  # fmt: skip

    def _factor_mistakes(self, scales: list[Scale], forwards: list[Forward]) -> list[str]:
        def explained(factor: Callable[[float], float]) -> bool:
            return all(scale.is_about(factor(scale.p)) for scale in scales)

        untouched = all(scale.on.all() for scale in scales) and explained(lambda _: 1.0)
        scaled_mask = all(forward.scales_mask for forward in forwards)
        flipped = all(forward.flipped for forward in forwards)
        names = {name: explained(factor) and not untouched for name, factor in ON_GRADIENTS.items()}
        names["gradient_untouched"] = untouched
        names["scaled_mask"] = names["gradient_not_scaled"] and scaled_mask
        names["gradient_not_scaled"] &= not scaled_mask
        names["keeps_with_p"] = flipped and explained(lambda p: 1 / p)
        names["gradient_divided_by_p"] = not flipped and explained(lambda p: 1 / p)
        return [name for name, explains in names.items() if explains]

    def expect_derivative(self, student: Student, rng: Generator) -> None:
        """Expect dx to be the derivative of the student's own out, with the student's own mask held fixed."""
        p = rate(rng)
        x, dout = probe(self.dropout.few, rng), probe(self.dropout.few, rng)
        out, mask = self.dropout.train(student, x, rng, p)
        self.dropout.survivors(out, x)
        if not isinstance(mask, np.ndarray):
            fail("the mask of training", observed=mask, expected="an array")
        dx = self.gradient(student, dout, mask, p)
        expected = dout * out / x  # since dropout is linear and works entry by entry
        wrong = ~np.isclose(dx, expected, rtol=RTOL, atol=RTOL)
        if wrong.any():
            place = tuple(int(i) for i in np.argwhere(wrong)[0])
            fail(
                f"dx[{', '.join(map(str, place))}], with your own mask at p = {p}",
                observed=f"{dx[place]:.6g} ({int(wrong.sum()):,} of {wrong.size:,} entries differ)",
                expected=f"{expected[place]:.6g}, as your own out changes with x",
                example=(dout, dx),
            )
