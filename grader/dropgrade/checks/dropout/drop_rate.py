"""How often each coin drops."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from dropgrade.checks.coins import expect_coins, fits
from dropgrade.checks.dropout.function import DROPPED, DropFunction, Generator, kept_coins, rate, rates, some_zeros
from dropgrade.checks.failure import Array, expect_that, fail
from dropgrade.checks.inputs import probe
from dropgrade.checks.masks import constant_axes, enough_coins
from dropgrade.checks.student import Student

ENOUGH: Final = 3000
"""Fewer coins, such as a single fixed row of them, fit several rates at once."""
DEVIATIONS: Final = 5.0
DRAWS: Final = 40
FEW: Final = 0.02


def below(z: float) -> float:
    """Return the probability that a normal number lies below z."""
    return (1 + math.erf(z / math.sqrt(2))) / 2


NORMAL: Final[tuple[Callable[[float], float], ...]] = (
    lambda p: 1 - below(p),
    below,
    lambda p: below(1 - p),
    lambda p: 1 - below(1 - p),
)
"""The share that is kept if normal numbers are compared with p or with 1 - p."""


@dataclass(frozen=True)
class Look:
    """A sample at one rate: an input, its output, and one entry per coin, True if it kept."""

    p: float
    x: Array
    out: Array
    heads: Array

    @property
    def share(self) -> float:
        """The share that was kept."""
        return float(self.heads.mean())

    def fits(self, share: float) -> bool:
        """Whether coins that keep with this probability can give this sample."""
        return fits(int(self.heads.sum()), self.heads.size, share)


class RateChecks(DropFunction):
    """Checks of the rate: at two values of p, at a small one, and for entries of every kind."""

    def expect_some_dropped(self, student: Student, rng: Generator) -> None:
        """Expect some to be dropped in training and others to be kept; how many is not tested."""
        x, p = probe(self.some, rng), rates(rng)[1]
        seen: set[bool] = set()
        for _ in range(DRAWS):  # enough that a single coin for all of x falls both ways
            out = self.train(student, x, rng, p)[0]
            share = float((kept_coins(out, x) & ~np.isclose(out, -p, rtol=DROPPED)).mean())
            seen |= {kept for kept, found in ((True, share), (False, 1 - share)) if found > FEW}
            if len(seen) > 1:
                return
        swapped = True in seen and some_zeros(self.evaluated(student, x, rng, p))
        fail(
            f"the {self.units} that are dropped in training",
            observed=("none, but at evaluation some are" if swapped else "none") if True in seen else "every one",
            expected="some of them",
            mistakes=[] if False in seen else ["modes_swapped"] if swapped else ["drops_nothing"],
            example=(x, out),
        )

    def expect_rate(self, student: Student, rng: Generator) -> None:
        """Expect each coin to drop with probability p, to exactly zero."""
        looks = [self._look(student, rng, p) for p in rates(rng)]
        self._expect_rates(student, rng, looks)
        for look in looks:
            self._expect_zeros(look.x, look.out)

    def _expect_zeros(self, x: Array, out: Array) -> None:
        small = out[(out != 0) & ~kept_coins(out, x)]
        expect_that(
            small.size == 0,
            what=f"what becomes of the {self.units} that are dropped",
            observed=f"{small.flat[0]:.4g} and similar numbers" if small.size else "",
            expected="exactly 0",
            mistakes=["tiny_for_zero"],
            example=(x, out),
        )

    def _trained(self, student: Student, x: Array, rng: Generator, p: float) -> Array:
        """Return the output of a training call; fails if p was subtracted from everything."""
        out = self.train(student, x, rng, p)[0]
        expect_that(
            np.isclose(out, -p, rtol=DROPPED).mean() < DROPPED,
            what=f"what becomes of the {self.units} that are dropped",
            observed=f"{-p:.4g}, which is -p",
            expected="exactly 0",
            mistakes=["missing_parenthesis"],
            example=(x, out),
        )
        return out

    def _look(self, student: Student, rng: Generator, p: float) -> Look:
        x = probe(self.many, rng)
        out = self._trained(student, x, rng, p)

        def again() -> Array:
            return kept_coins(self.train(student, x, rng, p)[0], x)

        return Look(p, x, out, enough_coins(kept_coins(out, x), again))

    def _expect_rates(self, student: Student, rng: Generator, looks: list[Look]) -> None:
        what = f"the share of {self.units} that is kept"
        wrong = [look for look in looks if not look.fits(1 - look.p)]
        if wrong and self._ignores_p(looks):
            fail(
                f"{what} at p = {looks[0].p} and at p = {looks[1].p}",
                observed=f"{looks[0].share:.4f} and {looks[1].share:.4f}, as if p were the same",
                expected=f"about {1 - looks[0].p:.4f} and {1 - looks[1].p:.4f}",
                mistakes=["fixed_rate"],
                example=(wrong[0].x, wrong[0].out),
            )
        for look in wrong:
            names = self._rate_mistakes(student, rng, looks) if look.heads.size > ENOUGH else {}
            expect_coins(look.heads, 1 - look.p, what=f"{what} at p = {look.p}", mistakes=dict.fromkeys(names, True),
                         example=(look.x, look.out))  # fmt: skip

    @staticmethod
    def _ignores_p(looks: list[Look]) -> bool:
        """Whether the same share is kept at both rates: neither none, nor half, nor all."""
        one, other = looks
        n = min(one.heads.size, other.heads.size)
        if n < ENOUGH or any(share in (0, 1) or look.fits(0.5) for look in looks for share in [look.share]):
            return False
        return abs(one.share - other.share) < DEVIATIONS * math.sqrt(one.share * (1 - one.share) * 2 / n)

    def _rate_mistakes(self, student: Student, rng: Generator, looks: list[Look]) -> list[str]:
        """Return the mistakes that explain the share at both rates."""

        def explained(kept: Callable[[float], float]) -> bool:
            return all(look.fits(kept(look.p)) for look in looks)

        if all(look.heads.all() for look in looks):
            swapped = some_zeros(self.evaluated(student, looks[0].x, rng, looks[0].p))
            return ["modes_swapped"] if swapped else ["drops_nothing"]
        names = {
            "keeps_with_p": explained(lambda p: p) and not self._only_reversed(student, looks),
            "reversed_comparison": explained(lambda p: p) and self._only_reversed(student, looks),
            "normal_for_uniform": any(explained(kept) for kept in NORMAL),
            "coin_ignores_p": explained(lambda _: 0.5),
        }
        return [name for name, explains in names.items() if explains]

    def _only_reversed(self, student: Student, looks: list[Look]) -> bool:
        """Whether the factor is right, in training or else at evaluation, although the coins are not."""

        def right(look: Look) -> bool:
            if self.factor(look.p) != 1:
                on = kept_coins(look.out, look.x)
                return bool(on.any() and np.allclose(look.out[on], look.x[on] * self.factor(look.p), rtol=1e-5))
            out = self.evaluated(student, look.x, None, look.p)
            expected = look.x * self.evaluation(look.p)
            is_like = isinstance(out, np.ndarray) and out.shape == expected.shape
            return self.evaluation(look.p) != 1 and is_like and bool(np.allclose(out, expected, rtol=1e-5))  # type: ignore[arg-type]

        return all(map(right, looks))

    def expect_small_rate(self, student: Student, rng: Generator, *, shape: tuple[int, ...] = ()) -> None:
        """Expect a rate below half a per cent not to be rounded away; `shape` needs at least 6,500 coins."""
        p, usual = rate(rng, 0.0035, 0.0048), rate(rng)
        x = probe(shape or self.many, rng)
        shared = constant_axes(self.survivors(self.train(student, x, rng, usual)[0], x))

        def draw() -> Array:
            return kept_coins(self.train(student, x, rng, p)[0], x)

        heads = enough_coins(draw(), draw, shared)
        what = f"the share of {self.units} that is kept at p = {p}"
        expect_coins(heads, 1 - p, what=what, mistakes={"whole_percent": bool(heads.all())})
