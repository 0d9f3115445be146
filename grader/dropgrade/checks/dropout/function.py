"""The function that is tested: a function that drops, how it is called, and what is left after a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from dropgrade.checks.arrays import expect_like, expect_pair
from dropgrade.checks.behaviour import attempt
from dropgrade.checks.failure import Array, CheckFailed, expect_that
from dropgrade.checks.inputs import probe
from dropgrade.checks.student import Student

Generator = np.random.Generator
View = Callable[[Student, Array, Generator | None, float, bool], tuple[Array, object]]
"""`(student, what is dropped, rng, p, training)` to (what is left of it, the mask or None).

It calls the student's function, checks the form of the result with `expect_*`, and computes what is left. At
evaluation, rng is None in some calls.
"""
Plain = Callable[[Student, Generator, float, bool, Generator | None], object]
"""`(student, rng, p, training, source)` to the result of a call: arguments drawn from rng, coins from source.

Used to check conventions, where it does not matter what is left.
"""
Factor = Callable[[float], float]

EXACT_PER_ROW: Final = ("exact_fraction_per_row", "exact_fraction_per_sample")

DROPPED: Final = 1e-3
"""An entry counts as dropped below this share of its input, unless exact zeros are required."""


def INVERTED(p: float) -> float:  # noqa: N802 - read as a constant
    """Return the factor of inverted dropout for p."""
    return 1 / (1 - p)


def KEEP(p: float) -> float:  # noqa: N802 - read as a constant
    """Return the factor of standard dropout at evaluation for p."""
    return 1 - p


def ONE(_: float) -> float:  # noqa: N802 - read as a constant
    """Return 1: no factor."""
    return 1.0


def rate(rng: Generator, low: float = 0.235, high: float = 0.265) -> float:
    """Return an irregular drop probability with four digits, different for each seed."""
    return round(float(rng.uniform(low, high)), 4)


def rates(rng: Generator) -> tuple[float, float]:
    """Return two rates, one on either side of a half: no wrong rate fits both, and neither is near a tenth."""
    return round(rate(rng) + 0.1 * int(rng.integers(2)), 4), rate(rng, 0.635, 0.665)


@dataclass(frozen=True)
class DropFunction:
    """A function that drops, by default `(x, p, training=True, rng=None) -> (out, mask)`.

    `many`, `some` and `few` are shapes: enough coins to tell rates apart (6,000), enough along every axis to see which
    axes share a coin (40), and a few. `shared` are the axes along which one coin applies to all entries, and `sharing`
    maps mistakes to the axes that each would share. `names` has the plural of what lies along each axis with its own
    coins, and `exact` the mistakes that keep equal numbers at all indices of an axis.

    `factor` and `evaluation` are functions of p: the factor on the survivors in training, and the one on everything at
    evaluation. A `view` returns what is left if that is not the output, and `plain` makes a call to check conventions.
    `returns_pair` is False if only the output is returned, and `positional` is True for `(x, p, training, rng)`
    without defaults.
    """

    function: str
    units: str = "entries"
    many: tuple[int, ...] = (100, 100)
    some: tuple[int, ...] = (80, 90)
    few: tuple[int, ...] = (97, 103)
    shared: tuple[int, ...] = ()
    sharing: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=lambda: {0: "rows", 1: "columns"})
    exact: Mapping[int, Sequence[str]] = field(default_factory=lambda: {0: EXACT_PER_ROW})
    view: View | None = None
    plain: Plain | None = None
    factor: Factor = INVERTED
    evaluation: Factor = ONE
    returns_pair: bool = True
    positional: bool = False

    def call(self, student: Student) -> Callable[..., object]:
        """Return the student's function."""
        return getattr(student, self.function)  # type: ignore[no-any-return]

    def raw(self, student: Student, x: Array, rng: Generator | None, p: float, *, training: bool) -> object:
        """Return the function's result unchanged, for a function without a view."""
        if self.positional:
            return self.call(student)(x, p, training, rng)
        options = {} if rng is None else {"rng": rng}
        return self.call(student)(x, p, training=training, **options)

    def left(self, student: Student, x: Array, rng: Generator | None, p: float, *, training: bool) -> tuple[Any, Any]:
        """Return what is left of x, and the mask as it came, in one of the two modes."""
        if self.view is not None:
            return self.view(student, x, rng, p, training)
        result = self.raw(student, x, rng, p, training=training)
        if not self.returns_pair:
            return (result[0] if isinstance(result, tuple | list) and result else result), None
        return parts(result)

    def plainly(self, student: Student, x: Array, rng: Generator, p: float, *, training: bool) -> object:
        """Return the result of a call: on x, or if there are more arguments, on those that `plain` passes."""
        if self.plain is not None:
            return self.plain(student, rng, p, training, rng)
        return self.left(student, x, rng, p, training=training)

    def train(self, student: Student, x: Array, rng: Generator, p: float) -> tuple[Array, object]:
        """Return the output of a training call, after checking its form, and the mask as it came."""
        out, mask = self.left(student, x, rng, p, training=True)
        return expect_like(out, x), mask

    def evaluated(self, student: Student, x: Array, rng: Generator | None, p: float) -> object:
        """Return what evaluation leaves of x, or None if it fails; for information beyond what is being tested."""
        try:
            result = attempt(self.left, student, x, rng, p, training=False)
        except CheckFailed:
            return None
        return result[0] if isinstance(result, tuple) else None

    def survivors(self, out: Array, x: Array) -> Array:
        """Return which entries survived; fails unless some survived and some did not."""
        on = kept_coins(out, x)
        seen = "every one" if on.all() else "none"
        expect_that(bool(on.any() and not on.all()), what=f"the {self.units} that survive", observed=seen,
                    expected="some of them")  # fmt: skip
        return on

    def coins(self, on: Array) -> Array:
        """Return one entry for each required coin: the first along every shared axis."""
        for axis in self.shared:
            on = on.take([0], axis)
        return on

    def reduced(self, shape: tuple[int, ...], axes: tuple[int, ...] | None = None) -> tuple[int, ...]:
        """Return a shape with length 1 along some axes, by default those that share a coin."""
        axes = self.shared if axes is None else axes
        return tuple(1 if axis in axes else n for axis, n in enumerate(shape))

    def batch(self, rng: Generator) -> Array:
        """Return an input with about 400 coins: enough to differ from call to call for certain, but little to send."""
        return probe(tuple(min(n, m) for n, m in zip(self.some, (10, 40, 40, 40, 40), strict=False)), rng)

    def small(self, rng: Generator, dtype: type[np.floating[Any]] = np.float64) -> Array:
        """Return a small input with a different length along every axis."""
        return probe(tuple(range(3, 3 + len(self.some))), rng, dtype)


def kept_coins(out: Array, x: Array) -> Array:
    """Return which entries survived, even if the dropped ones became very small numbers."""
    return np.asarray(abs(out) > DROPPED * abs(x))


def parts(result: object) -> tuple[Any, Any]:
    """Return the output and the mask from a result; `expect_order` tests whether both came, and in which order.

    Whatever depends on the output can be tested even if it came alone, or second.
    """
    if isinstance(result, np.ndarray):
        return result, None
    out, mask = expect_pair(result)
    return (mask, out) if is_swapped(out, mask) else (out, mask)


def is_swapped(out: object, mask: object) -> bool:
    """Whether the first member can only be the mask, and the second cannot be it."""
    if not isinstance(mask, np.ndarray):
        return False
    return any(not holds(mask) and (out is None or holds(out)) for holds in (_holds_bits, _holds_marks))


def _holds_bits(value: object) -> bool:
    return _holds_marks(value) and bool(((value == 0) | (value == 1)).all())  # type: ignore[attr-defined]


def _holds_marks(value: object) -> bool:
    """Whether a value holds 0 and at most one other number, as a mask does, scaled or not."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf":
        return False
    others = value[value != 0]
    return bool((others == others[:1]).all())


def expect_order(result: object) -> None:
    """Expect a pair (out, mask), in this order."""
    if isinstance(result, np.ndarray):
        expect_pair(result, mistakes=["bare_output"])
    out, mask = expect_pair(result)
    expect_that(not is_swapped(out, mask), what="what it returns", observed="the mask first, and out second",
                expected="the pair (out, mask)", mistakes=["pair_swapped"])  # fmt: skip


def some_zeros(out: object) -> bool:
    """Whether an output, of any type, holds zeros among other values."""
    return isinstance(out, np.ndarray) and bool((out == 0).any() and (out != 0).any())
