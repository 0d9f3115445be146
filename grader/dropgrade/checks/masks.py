"""Expectations on masks: which entries survive, by which factor, and along which axes coins are shared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np

from dropgrade.checks.arrays import SINGLE, alike, expect_like, tolerance
from dropgrade.checks.describing import describe
from dropgrade.checks.failure import Array, Names, Pictured, fail, matching
from dropgrade.report import Fact

UNEVEN: Final = "uneven"
"""A value for `mistakes`: factors that differ from entry to entry."""


def kept(out: object, x: Array) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which entries of `x` survived: those where `out` is not zero. `x` must not contain zeros."""
    return np.asarray(expect_like(out, x) != 0)


def kept_scale(out: object, x: Array) -> float:
    """Return the median factor on the survivors; fails if nothing survived."""
    survivors = _factors(out, x)
    return _middle(survivors)


def _middle(values: Array) -> float:
    return float(np.sort(values, axis=None)[values.size // 2])  # np.median imports masked arrays, which takes longer


def _factors(out: object, x: Array) -> Array:
    on = kept(out, x)
    if not on.any():
        fail("the survivors", observed="every entry is zero", expected="some entries that are not zero")
    return np.asarray(np.asarray(out)[on] / x[on])


def expect_scale(
    out: object,
    x: Array,
    factor: float,
    *,
    what: str = "the factor on the survivors",
    mistakes: Mapping[str, object] | None = None,
    rtol: float | None = None,
) -> None:
    """Expect every survivor to be its input times `factor`.

    `mistakes` maps names to the factor that each mistake would give, or to `UNEVEN`.
    """
    factors = _factors(out, x)
    middle, low, high = _middle(factors), float(factors.min()), float(factors.max())
    rtol = rtol or tolerance(out, x)
    even = bool(np.isclose(low, high, rtol=rtol, atol=rtol))
    if even and np.isclose(middle, factor, rtol=rtol):
        return

    def agrees(value: object) -> bool:
        return not even if value == UNEVEN else even and bool(np.isclose(middle, float(value), rtol=rtol))  # type: ignore[arg-type]

    observed = describe(middle) if even else f"between {describe(low)} and {describe(high)}"
    fact = Fact(numbers=(middle,)) if even else Fact()
    fail(what, observed=observed, expected=factor, mistakes=matching(mistakes, agrees), example=(x, out), fact=fact)


def constant_axes(mask: Array) -> tuple[int, ...]:
    """Return the axes longer than 1 along which all entries are the same."""
    return tuple(a for a, n in enumerate(mask.shape) if n > 1 and bool((mask == mask.take([0], a)).all()))


def own_coins(heads: Array, shared: Iterable[int] | None = None) -> Array:
    """Return one entry for each coin: axes along which coins are shared (found in `heads` by default) get length 1.

    If elements were counted instead of coins, a shared mask would sometimes look like a wrong rate. If all entries are
    the same, the shared axes cannot be determined, and every entry counts.
    """
    for axis in _shared_axes(heads) if shared is None else shared:
        heads = heads.take([0], axis)
    return heads


def _shared_axes(heads: Array) -> tuple[int, ...]:
    return () if heads.all() or not heads.any() else constant_axes(heads)


def enough_coins(
    first: Array, draw: Callable[[], Array], shared: Iterable[int] | None = None, *, enough: int = 6000, most: int = 60
) -> Array:
    """Return the coins of a draw, and of further draws if it holds too few to tell one rate from another.

    A mask that shares more coins than it should has only few of them in one draw. If the second draw repeats the
    first, as with a frozen mask, drawing stops, since more of them would add nothing.
    """
    shared = _shared_axes(first) if shared is None else tuple(shared)
    coins = [own_coins(first, shared).ravel()]
    while len(coins) < most and len(coins) * coins[0].size < enough:
        on = draw()
        if len(coins) == 1 and np.array_equal(on, first) and not on.all():
            break
        coins.append(own_coins(on, shared).ravel())
    return np.concatenate(coins)


def expect_axes(
    heads: Array,
    shared: Iterable[int],
    *,
    what: str = "the axes along which one coin is shared",
    mistakes: Mapping[str, object] | None = None,
    example: Pictured = None,
) -> None:
    """Expect one coin along each axis in `shared`, and separate coins along every other axis.

    `mistakes` maps names to the axes that each mistake would share. Choose at least 39 coins along every other axis at
    p = 0.3, so that all of them are the same by chance less often than 1e-9.
    """
    observed, expected = constant_axes(heads), tuple(sorted(shared))
    if observed != expected:
        named = matching(mistakes, lambda axes: tuple(sorted(axes)) == observed)
        fail(what, observed=_axes(observed), expected=_axes(expected), mistakes=named, example=example)


def _axes(axes: tuple[int, ...]) -> str:
    return "none" if not axes else ("axis " if len(axes) == 1 else "axes ") + " and ".join(map(str, axes))


def expect_different(a: object, b: object, *, what: str, mistakes: Names = ()) -> None:
    """Expect two random results to differ."""
    if alike(a, b):
        fail(what, observed="the same twice", expected="two that differ", mistakes=mistakes)


def expect_same_zeros(a: Array, b: Array, *, what: str, mistakes: Mapping[str, bool] | None = None) -> None:
    """Expect two arrays to be zero in the same places."""
    named = matching(mistakes, lambda _: False)
    try:
        differ = int(np.count_nonzero((a == 0) != (b == 0)))
    except ValueError:
        fail(what, observed=f"shapes {a.shape} and {b.shape}", expected="the same places", mistakes=named)
    if differ:
        fail(what, observed=f"{differ:,} of {a.size:,} places differ", expected="the same places", mistakes=named)


def expect_mask(
    mask: object,
    shape: tuple[int, ...],
    survivors: Array | None = None,
    *,
    mistakes: Mapping[str, object] | None = None,
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Expect an unscaled mask of 0 and 1 (bool or any number), 1 where an entry survived; returns it as bool.

    `mistakes` maps names to a bool, to the shape that each mistake would give, or to its value instead of 1.
    """
    expected = f"an array of shape {shape} that holds 0 and 1"

    def by_shape(value: object) -> bool:
        return isinstance(value, tuple) and isinstance(mask, np.ndarray) and mask.shape == value

    if not isinstance(mask, np.ndarray) or mask.shape != shape:
        fail("the mask", observed=mask, expected=expected, mistakes=matching(mistakes, by_shape))
    ones = mask[mask != 0]
    even = bool((ones == ones[0]).all()) if ones.size else True
    if ones.size and not (even and ones[0] == 1):

        def by_value(value: float) -> bool:
            return not isinstance(value, tuple) and even and bool(np.isclose(ones[0], value, rtol=SINGLE))

        observed = f"0 and {describe(ones[0])}" if even else "several values besides 0"
        fail("the values in the mask", observed=observed, expected="0 and 1", mistakes=matching(mistakes, by_value))
    truth = np.asarray(mask != 0)
    if survivors is not None and not np.array_equal(np.broadcast_to(truth, survivors.shape), survivors):
        fail("the mask", observed="it is not 1 exactly where an entry survived", expected=expected,
             mistakes=matching(mistakes, lambda _: False))  # fmt: skip
    return truth
