"""The factor by which the survivors are multiplied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NoReturn

import numpy as np

from dropgrade.checks.describing import describe
from dropgrade.checks.dropout.function import DropFunction, Generator, kept_coins, rates
from dropgrade.checks.failure import Array, expect_that, fail
from dropgrade.checks.inputs import probe
from dropgrade.checks.masks import own_coins
from dropgrade.checks.student import Student
from dropgrade.report import Fact

RTOL: Final = 2e-6
"""Single precision in a double result is accepted."""
SUMS: Final = 1e-3
"""How far the sums of rows may be apart and count as the same."""
NOISE: Final = 0.02
"""How far noise on the factor may shift its median."""

FACTORS: Final[dict[str, Callable[[float], float]]] = {
    "multiplies_by_keep": lambda p: 1 - p,
    "multiplies_by_p": lambda p: p,
    "scales_twice": lambda p: 1 / (1 - p) ** 2,
    "scales_in_training": lambda p: 1 / (1 - p),
    "divides_by_root": lambda p: 1 / (1 - p) ** 0.5,
}


@dataclass(frozen=True)
class Scale:
    """The factors on the survivors at one rate."""

    p: float
    x: Array
    out: Array
    on: Array

    @property
    def factors(self) -> Array:
        """One factor for each survivor."""
        return np.asarray(self.out[self.on] / self.x[self.on])

    @property
    def middle(self) -> float:
        """The median of the factors."""
        return float(np.sort(self.factors, axis=None)[self.factors.size // 2])

    @property
    def is_even(self) -> bool:
        """Whether all factors are the same."""
        return bool(np.ptp(self.factors) <= RTOL * abs(self.middle))

    def is_about(self, factor: float) -> bool:
        """Whether all survivors have this factor."""
        return self.is_even and bool(np.isclose(self.middle, factor, rtol=RTOL, atol=0))

    @property
    def is_flipped(self) -> bool:
        """Whether the share of survivors is nearer to p than to 1 - p."""
        share = own_coins(self.on).mean()
        return bool(abs(share - self.p) < abs(share - (1 - self.p)))

    @property
    def realised(self) -> float:
        """The inverse of the share that survived in this draw."""
        return self.on.size / int(self.on.sum())

    def beside_shares(self, power: int, *axes: int) -> float | None:
        """Return the factor besides 1 / the surviving share along these axes to this power; None if that does not fit.

        By default it is the share of a sample.
        """
        shares = self.on.mean(axis=axes or tuple(range(1, self.on.ndim)), keepdims=True)
        left = np.asarray((self.out * shares**power)[self.on] / self.x[self.on])
        even = np.ptp(shares) > 0 and np.ptp(left) <= RTOL * abs(left).max()
        return float(left[0]) if even else None

    @property
    def adds_up(self) -> bool:
        """Whether the sum of what is left is the same share of the sum of x in every row."""
        sums = np.asarray(self.out.sum(axis=-1) / self.x.sum(axis=-1))
        return not self.on.all() and bool(np.ptp(sums) < SUMS * abs(sums).max())

    def is_around(self, factor: float) -> bool:
        """Whether the median of uneven factors is close to this one."""
        return abs(self.middle / factor - 1) < NOISE


class FactorChecks(DropFunction):
    """Checks of the factor on the survivors."""

    def expect_factor(self, student: Student, rng: Generator) -> None:
        """Expect every survivor to be multiplied by the factor, at two rates."""
        scales = [self._scale(student, rng, p) for p in rates(rng)]
        what = "the factor on the survivors"
        example = scales[0].x, scales[0].out
        for scale in scales:
            if not scale.is_even:
                self._fail_uneven(scale, f"{what} at p = {scale.p}")
        if all(scale.is_about(self.factor(scale.p)) for scale in scales):
            return
        if all(scale.realised != 1 and scale.is_about(scale.realised) for scale in scales):
            fail(
                f"{what} at p = {scales[0].p}",
                observed=f"{scales[0].middle:.6g}, which is 1 / the share that survived in this draw",
                expected=self.factor(scales[0].p),
                mistakes=["rescales_by_realised_share"],
                example=example,
            )
        if scales[0].middle != 1 and all(scale.is_about(scales[0].middle) for scale in scales):
            fail(
                f"{what} at p = {scales[0].p} and at p = {scales[1].p}",
                observed=f"{scales[0].middle:.6g} at both",
                expected=" and ".join(f"{self.factor(scale.p):.6g}" for scale in scales),
                mistakes=["fixed_rate"],
                example=example,
            )
        fail(
            f"{what} at p = {scales[0].p} and at p = {scales[1].p}",
            observed=f"{scales[0].middle:.6g} and {scales[1].middle:.6g}",
            expected=" and ".join(f"{self.factor(scale.p):.6g}" for scale in scales),
            mistakes=self._factor_mistakes(scales),
            example=example,
            fact=Fact(numbers=tuple(scale.middle for scale in scales)),
        )

    def _scale(self, student: Student, rng: Generator, p: float) -> Scale:
        x = probe(self.few, rng)
        out = self.train(student, x, rng, p)[0]
        on = kept_coins(out, x)
        expect_that(bool(on.any()), what=f"the {self.units} that survive at p = {p}", observed="none",
                    expected="some of them")  # fmt: skip
        return Scale(p, x, out, on)

    def _fail_uneven(self, scale: Scale, what: str) -> None:
        factors, expected, example = scale.factors, self.factor(scale.p), (scale.x, scale.out)
        subtracted = np.isclose(scale.out, scale.x - scale.p, rtol=RTOL) | np.isclose(scale.out, -scale.p, rtol=RTOL)
        if subtracted[scale.on].all():
            fail(what, observed="none: survivors are x - p", expected=expected, mistakes=["missing_parenthesis"],
                 example=example)  # fmt: skip
        observed = f"between {describe(float(factors.min()))} and {describe(float(factors.max()))}"
        if scale.adds_up:
            fail(what, observed=f"{observed}, such that each row adds up to as much again", expected=expected,
                 mistakes=["renormalises"], example=example)  # fmt: skip
        for power, twice in ((1, []), (2, ["scales_twice"])):
            left = scale.beside_shares(power)
            if left is not None:
                self._fail_by_sample(scale, what, observed, left, twice)
        if scale.beside_shares(1, -1) is not None:
            fail(what, observed=f"{observed}, by the share that survived in each row", expected=expected,
                 mistakes=["rescales_by_realised_share"], example=example)  # fmt: skip
        others = [] if scale.is_around(expected) else self._explaining(scale.is_around, scale)
        fail(what, observed=f"{observed}, around {scale.middle:.4g}" if others else observed, expected=expected,
             mistakes=[] if scale.on.all() else ["noisy_factor", *others], example=example)  # fmt: skip

    def _fail_by_sample(self, scale: Scale, what: str, observed: str, left: float, twice: list[str]) -> NoReturn:
        expected = self.factor(scale.p)
        beside = f", times {left:.6g}" if abs(left - 1) > RTOL else ""
        others = self._explaining(lambda factor: abs(factor / expected / left - 1) < RTOL, scale) if beside else []
        fail(
            what,
            observed=f"{observed}, by the share that survived in each sample{', twice' if twice else beside}",
            expected=expected,
            mistakes=["rescales_by_sample_share", *others, *twice],
            example=(scale.x, scale.out),
        )

    @staticmethod
    def _explaining(agrees: Callable[[float], bool], scale: Scale) -> list[str]:
        """Return the mistakes whose factor, combined with another one, gives the observed factor."""
        p = scale.p
        factors = {name: factor(p) for name, factor in FACTORS.items()} | {"no_scaling": 1.0, "divides_by_p": 1 / p}
        return [name for name, factor in factors.items() if agrees(factor)]

    def _factor_mistakes(self, scales: list[Scale]) -> list[str]:
        """Return the mistakes that explain the factor at both rates."""

        def explained(factor: Callable[[float], float]) -> bool:
            return all(scale.is_about(factor(scale.p)) for scale in scales)

        dropped = not all(scale.on.all() for scale in scales)
        flipped = all(scale.is_flipped for scale in scales)
        names = {name: explained(factor) for name, factor in FACTORS.items()}
        names["no_scaling"] = dropped and explained(lambda _: 1.0)
        names["divides_by_p"] = not flipped and explained(lambda p: 1 / p)
        names["keeps_with_p"] = flipped and explained(lambda p: 1 / p)
        if self.factor(scales[0].p) == 1:
            names["scales_in_training"] |= explained(lambda p: 1 / p)
            del names["keeps_with_p"]
        return [name for name, explains in names.items() if explains]
