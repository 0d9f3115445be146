"""What is judged: a function that drops, how it is called, and what is left after a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

It calls the student, checks the form of what came back with `expect_*`, and works out what is left. In an evaluation
rng is None in some calls.
"""
Plain = Callable[[Student, Generator, float, bool, Generator | None], object]
"""`(student, rng, p, training, source)` to what a call on some arguments drawn from rng returns, its coins from source.

For conventions, where what is left does not matter.
"""
Factor = Callable[[float], float]

DROPPED: Final = 1e-3
"""Below this share of its input an entry counts as dropped, except where exact zeros are asked for."""


def INVERTED(p: float) -> float:  # noqa: N802 - read as a constant
    """The factor of inverted dropout, by p."""
    return 1 / (1 - p)


def KEEP(p: float) -> float:  # noqa: N802 - read as a constant
    """The factor of standard dropout at evaluation, by p."""
    return 1 - p


def ONE(_: float) -> float:  # noqa: N802 - read as a constant
    """No factor."""
    return 1.0


def rate(rng: Generator, low: float = 0.235, high: float = 0.265) -> float:
    """An irregular drop probability, another for each seed, of four digits."""
    return round(float(rng.uniform(low, high)), 4)


def rates(rng: Generator) -> tuple[float, float]:
    """Two of them, one on either side of a half: no wrong rate fits at both, and neither is near a tenth."""
    return round(rate(rng) + 0.1 * int(rng.integers(2)), 4), rate(rng, 0.635, 0.665)


@dataclass(frozen=True)
class DropFunction:
    """A function that drops, by default `(x, p, training=True, rng=None) -> (out, mask)`.

    `many`, `some` and `few` are shapes: enough coins to tell rates apart (6,000), enough along every axis to see what
    is shared (40), and few. `shared` are the axes along which one coin holds, and `sharing` maps mistakes to the axes
    that each would share. `names` has the plural of what lies along each axis that has coins of its own.

    `factor` and `evaluation` are the factors on the survivors in training and on everything at evaluation, by p. A
    `view` sees what is left where that is not the output, and `plain` makes a call for the conventions. `returns_pair`
    is False where the output comes alone, and `positional` is True for `(x, p, training, rng)` without defaults.
    """

    function: str
    units: str = "entries"
    many: tuple[int, ...] = (100, 100)
    some: tuple[int, ...] = (80, 90)
    few: tuple[int, ...] = (97, 103)
    shared: tuple[int, ...] = ()
    sharing: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=lambda: {0: "rows", 1: "columns"})
    view: View | None = None
    plain: Plain | None = None
    factor: Factor = INVERTED
    evaluation: Factor = ONE
    returns_pair: bool = True
    positional: bool = False

    def call(self, student: Student) -> Callable[..., object]:
        """The student's function."""
        return getattr(student, self.function)  # type: ignore[no-any-return]

    def raw(self, student: Student, x: Array, rng: Generator | None, p: float, *, training: bool) -> object:
        """What the function returns, as it comes, for a function without a view."""
        if self.positional:
            return self.call(student)(x, p, training, rng)
        options = {} if rng is None else {"rng": rng}
        return self.call(student)(x, p, training=training, **options)

    def left(self, student: Student, x: Array, rng: Generator | None, p: float, *, training: bool) -> tuple[Any, Any]:
        """What is left of x, and the mask as it came, in one of the two modes."""
        if self.view is not None:
            return self.view(student, x, rng, p, training)
        result = self.raw(student, x, rng, p, training=training)
        if not self.returns_pair:
            return (result[0] if isinstance(result, tuple | list) and result else result), None
        return parts(result)

    def plainly(self, student: Student, x: Array, rng: Generator, p: float, *, training: bool) -> object:
        """What some call gives: one on x, or where there are more arguments, on those that `plain` passes."""
        if self.plain is not None:
            return self.plain(student, rng, p, training, rng)
        return self.left(student, x, rng, p, training=training)

    def train(self, student: Student, x: Array, rng: Generator, p: float) -> tuple[Array, object]:
        """One training call: the output, checked for its form, and the mask as it came."""
        out, mask = self.left(student, x, rng, p, training=True)
        return expect_like(out, x), mask

    def evaluated(self, student: Student, x: Array, rng: Generator | None, p: float) -> object:
        """What evaluation leaves of x, or None where it fails: for a look beside what is judged."""
        try:
            result = attempt(self.left, student, x, rng, p, training=False)
        except CheckFailed:
            return None
        return result[0] if isinstance(result, tuple) else None

    def survivors(self, out: Array, x: Array) -> Array:
        """Which entries survived; what follows from them needs some that did and some that did not."""
        on = kept_coins(out, x)
        seen = "every one" if on.all() else "none"
        expect_that(bool(on.any() and not on.all()), what=f"the {self.units} that survive", observed=seen,
                    expected="some of them")  # fmt: skip
        return on

    def coins(self, on: Array) -> Array:
        """One entry for each coin that the statement asks for: the first along every shared axis."""
        for axis in self.shared:
            on = on.take([0], axis)
        return on

    def reduced(self, shape: tuple[int, ...], axes: tuple[int, ...] | None = None) -> tuple[int, ...]:
        """A shape with length 1 along some axes, by default those that share a coin."""
        axes = self.shared if axes is None else axes
        return tuple(1 if axis in axes else n for axis, n in enumerate(shape))

    def batch(self, rng: Generator) -> Array:
        """An input with some 400 coins: as many as differ from call to call for certain, and few to send."""
        return probe(tuple(min(n, m) for n, m in zip(self.some, (10, 40, 40, 40, 40), strict=False)), rng)

    def small(self, rng: Generator, dtype: type[np.floating[Any]] = np.float64) -> Array:
        """A small input, with another length along every axis."""
        return probe(tuple(range(3, 3 + len(self.some))), rng, dtype)


def kept_coins(out: Array, x: Array) -> Array:
    """Which entries survived, also where a dropped one became a very small number."""
    return np.asarray(abs(out) > DROPPED * abs(x))


def parts(result: object) -> tuple[Any, Any]:
    """The output and the mask of what a function returned; `expect_order` judges whether both came, and in which order.

    Whatever follows from the output can be judged although it came alone, or second.
    """
    if isinstance(result, np.ndarray):
        return result, None
    out, mask = expect_pair(result)
    return (mask, out) if is_swapped(out, mask) else (out, mask)


def is_swapped(out: object, mask: object) -> bool:
    """Whether what came first can only be the mask, and what came second cannot."""
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
    """Whether an output holds zeros among other values, whatever it is."""
    return isinstance(out, np.ndarray) and bool((out == 0).any() and (out != 0).any())
