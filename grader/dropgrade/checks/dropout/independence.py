"""Who has a coin, and whether each coin is independent of the others and drawn anew in each call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from dropgrade.checks.coins import ALPHA, binomial_band, expect_counts_vary, expect_independent, fits
from dropgrade.checks.dropout.function import DropFunction, Generator, kept_coins, rate, rates
from dropgrade.checks.dropout.repeats import repeated
from dropgrade.checks.failure import Array, expect_that, fail
from dropgrade.checks.inputs import probe
from dropgrade.checks.masks import constant_axes, own_coins
from dropgrade.checks.student import Student
from dropgrade.report import Fact

CALLS = 9
ROWS = 80
"""The number of rows that are not all alike by chance, even if each holds a single coin."""
FATES = 12
"""The number of calls at p = 0.5 in which one coin for everything falls both ways, but for once in 1,000."""
SIZES = {"small": 1e-3, "middling": 1.0, "large": 1e6}


class CoinChecks(DropFunction):
    """Checks of the coins: which entries share one, which have one, and where the coins come from."""

    def expect_sharing(self, student: Student, rng: Generator, *, what: str) -> None:
        """Expect one coin for all entries along the shared axes."""
        x = probe(self.some, rng)
        out, _ = self.train(student, x, rng, rate(rng))
        on = self.survivors(out, x)
        torn = on != self.coins(on)
        pattern = set(constant_axes(on)) - {0}
        place = np.argwhere(torn)[0] if torn.any() else np.zeros(x.ndim, int)
        corner = tuple(slice(max(i - 1, 0), None) if a in self.shared else i for a, i in enumerate(place))
        expect_that(
            not torn.any(),
            what=what,
            observed=f"some are kept and some dropped ({int(torn.any(axis=self.shared).sum()):,} times)",
            expected="all kept or all dropped",
            mistakes=self._patterns(pattern),
            example=(x[corner], out[corner]),
        )

    def expect_own_coins(self, student: Student, rng: Generator) -> None:
        """Expect independent coins along every axis that is not shared: not the same, not counted, not repeated."""
        p = rate(rng)
        x = probe(self.some, rng)
        out = self.train(student, x, rng, p)[0]
        self._expect_not_all_alike(student, x, rng, out)
        on = self.survivors(out, x)
        self._expect_no_sharing(on)
        coins = own_coins(on)
        for axis, name in self.names.items():  # based on the student's own rate, which another check tests
            expect_independent(coins, float(coins.mean()), axis=axis, what=f"neighbouring {name}",
                               mistakes=["neighbours_share_coins"])  # fmt: skip
        self._expect_counts_vary(coins)
        seen = repeated(coins)
        expect_that(not seen, what="the coins of one call", observed=seen, expected="independent of each other",
                    mistakes=["coins_repeat"])  # fmt: skip
        self._expect_calls_differ(student, rng, p)

    def _expect_not_all_alike(self, student: Student, x: Array, rng: Generator, out: Array) -> None:
        """Expect no coin for everything, with which one call keeps all and another one none."""
        masks = [kept_coins(out, x)]
        while len(masks) < FATES and (masks[-1].all() or not masks[-1].any()):
            masks.append(kept_coins(self.train(student, x, rng, 0.5)[0], x))
        fates = {bool(mask.any()) for mask in masks}
        expect_that(len(masks) < FATES or len(fates) == 1, what=f"the {self.units} that survive in calls in a row",
                    observed="all of them or none", expected="some of them, others in each call",
                    mistakes=self._patterns(set(range(1, x.ndim))))  # fmt: skip

    def _expect_no_sharing(self, on: Array) -> None:
        shared = set(constant_axes(on))
        alike = " and ".join(f"all {name}" for axis, name in self.names.items() if axis in shared)
        whole = self._patterns(shared) if 0 in shared else {}
        apart = (self._patterns(shared - {0}) if shared - {0} else {}) | {"one_mask_for_batch": 0 in shared}
        expect_that(not alike, what="who shares a coin", observed=alike, expected="nobody",
                    mistakes=whole if any(whole.values()) else apart)  # fmt: skip

    def _expect_counts_vary(self, coins: Array) -> None:
        rows = coins.sum(axis=-1)
        if rows.ndim > 1 and rows.size >= ROWS:
            what = f"the {self.units} that are kept in each row, along the last axis"
            expect_counts_vary(rows, what=what, mistakes=["exact_fraction_per_row"])
        for axis, name in self.names.items():
            counts = coins.sum(axis=tuple(a for a in range(coins.ndim) if a != axis))
            what = f"the {self.units} that each of the {name} keeps"
            expect_counts_vary(counts, what=what, mistakes=self.exact.get(axis, ()))

    def _expect_calls_differ(self, student: Student, rng: Generator, p: float) -> None:
        """Expect totals that vary and patterns that do not repeat, in calls with about 400 coins each."""
        x = self.batch(rng)
        masks = [own_coins(self.survivors(self.train(student, x, rng, p)[0], x)) for _ in range(CALLS)]
        distinct = len({mask.tobytes() for mask in masks})
        if distinct == 1:
            return  # a frozen mask is tested by another check
        totals = np.array([mask.sum() for mask in masks])
        expect_counts_vary(totals, what=f"the {self.units} kept in a call", mistakes=["exact_fraction"])
        expect_that(distinct == CALLS, what=f"{CALLS} calls in a row",
                    observed=f"only {distinct} of them drop different {self.units}",
                    expected=f"different {self.units} in each", mistakes=["coins_repeat"])  # fmt: skip

    def _patterns(self, shared: set[int]) -> dict[str, bool]:
        """Return which mistakes share coins along exactly these axes."""
        return {name: set(axes) == shared for name, axes in self.sharing.items()}

    def expect_every_entry(self, student: Student, rng: Generator) -> None:
        """Expect the same rate at every index of every axis, for both signs, for all sizes, and for a constant x."""
        p = rates(rng)[1]  # a high rate, so that forty coins that all keep cannot be chance
        x, groups = self._varied(rng)
        on = self.coins(self.survivors(self.train(student, x, rng, p)[0], x))
        if constant_axes(on):
            return  # tested by another check
        share = 1 - p if fits(int(on.sum()), on.size, 1 - p) else float(on.mean())
        all_groups: list[tuple[str, Any]] = [*self._places(on), *groups]
        counted = [(who, int(on[members].sum()), on[members].size) for who, members in all_groups]
        for who, count, size in sorted(counted, key=lambda group: group[1] < group[2]):  # first those never dropped
            low, high = binomial_band(size, share, ALPHA / len(counted))
            if not low <= count <= high:
                spared = count == size
                fail(
                    f"what becomes of {who} at p = {p}",
                    observed=f"{count:,} of {size:,} are kept",
                    expected=f"{low:,} to {high:,}, as elsewhere",
                    mistakes=["spares_some_entries"] if spared else [],
                    fact=Fact(numbers=(1.0,)) if spared else None,
                )
        self._expect_constant_input(student, rng, p)

    def _varied(self, rng: Generator) -> tuple[Array, list[tuple[str, Array]]]:
        """Return an input with both signs and three sizes, equal where a coin is shared, and its groups of entries."""
        shape = self.reduced(self.many)
        negative = rng.random(shape) < 0.5  # noqa: PLR2004 - half of them
        size = rng.integers(0, len(SIZES), shape)
        x = probe(self.many, rng) * np.where(negative, -1, 1) * np.asarray(list(SIZES.values()))[size]
        groups = []
        for sign, signed in (("negative", negative), ("positive", ~negative)):
            groups.append((f"the {self.units} with a {sign} x", signed))
            for n, name in enumerate(SIZES):
                groups.append((f"the {self.units} with a {name} {sign} x", signed & (size == n)))
        return x, groups

    def _places(self, on: Array) -> Iterator[tuple[str, tuple[slice | int, ...]]]:
        for axis in self.names:
            for index in range(on.shape[axis]):
                where = ", ".join(str(index) if a == axis else ":" for a in range(on.ndim))
                yield f"the {self.units} in x[{where}]", (slice(None),) * axis + (index,)

    def _expect_constant_input(self, student: Student, rng: Generator, p: float) -> None:
        x = np.full(self.many, 1.5)
        on = self.coins(kept_coins(self.train(student, x, rng, p)[0], x))
        alike = bool(on.all() or not on.any())
        if not fits(int(on.sum()), on.size, 1 - p) and alike:
            fail(f"the share of {self.units} that is kept at p = {p} where all entries of x are the same",
                 observed=f"{on.mean():.4g}", expected=f"about {1 - p:.4g}", mistakes=["coins_repeat"])  # fmt: skip

    def expect_coins_of_their_own(self, student: Student, rng: Generator) -> None:
        """Expect one coin each, independent of all others and of the values in x, and drawn again in every call."""
        self.expect_own_coins(student, rng)
        self.expect_every_entry(student, rng)
        self.expect_new_coins(student, rng)

    def expect_fresh_coins(self, student: Student, rng: Generator) -> None:
        """Expect new coins in every call, from rng alone."""
        self.expect_new_coins(student, rng)
        self.expect_rng_alone(student, rng)

    def expect_new_coins(self, student: Student, rng: Generator) -> None:
        """Expect different coins in every call, even if x is the same."""
        p = rate(rng)
        x, other = self.batch(rng), self.batch(rng)
        first, second, third = (self.survivors(self.train(student, each, rng, p)[0], each) for each in (x, x, other))
        if np.array_equal(first, second):
            frozen = np.array_equal(first, third)
            fail(
                f"the {self.units} that survive in two calls in a row",
                observed="the same in every call" if frozen else "the same where x is the same",
                expected="different ones in each call",
                mistakes=["frozen_mask"] if frozen else ["coins_repeat"],
            )

    def expect_rng_alone(self, student: Student, rng: Generator) -> None:
        """Expect coins from rng and from nothing else; frozen coins are tested by another check."""
        p, x = rate(rng), self.batch(rng)
        seed = int(rng.integers(2**32))
        first = self.train(student, x, np.random.default_rng(seed), p)[0]
        uses_globals = bool(student.last.globals)  # read before the next call replaces it
        second = self.train(student, x, np.random.default_rng(seed), p)[0]
        expect_that(np.array_equal(first, second), what="two calls with equally seeded generators",
                    observed="different results", expected="the same result", mistakes=["ignores_rng"])  # fmt: skip
        expect_that(not uses_globals, what="NumPy's or Python's global random state", observed="used",
                    expected="untouched", mistakes=["ignores_rng"])  # fmt: skip
