"""Expectations on numbers in any layout: how many there are, their shape, and that they grow."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np

from dropgrade.checks.failure import Array, Names, expect_that
from dropgrade.checks.readings import as_numbers, shown


def unlisted(value: object) -> object:
    """Return a list of plain numbers as an array, and any other value as it is."""
    if not isinstance(value, list) or not value or not all(type(v) is int or isinstance(v, float) for v in value):
        return value
    with suppress(OverflowError):  # a whole number may be too large for a float
        return np.array(value, dtype=float)
    return value


def expect_numbers(value: object, *, what: str, size: int | None = None, mistakes: Names = ()) -> np.ndarray[Any, Any]:
    """Expect finite real numbers in an array of any shape, in a list, or a number by itself; `size` says how many.

    `mistakes` are named for NaN or infinity. Returns the numbers as a flat array of floats.
    """
    plain = unlisted(value)
    expect_that(shown(plain) is plain, what=what, observed="NaN or infinity", expected="finite numbers",
                mistakes=mistakes)  # fmt: skip
    numbers = as_numbers(plain)
    fits = numbers is not None and numbers.size and size in (None, numbers.size)
    expect_that(bool(fits), what=what, observed=value, expected=f"{size or 'some'} finite numbers")
    return np.ravel(np.asarray(numbers))


def expect_shape(value: object, shape: tuple[int, ...], *, what: str, mistakes: Names = ()) -> np.ndarray[Any, Any]:
    """Expect finite real numbers in an array of this shape, or a number by itself for (); returns them as an array."""
    numbers = as_numbers(value)
    expected = f"numbers of shape {shape}" if shape else "a number"
    seen = f"numbers of shape {numbers.shape}" if numbers is not None else shown(value)
    expect_that(numbers is not None and numbers.shape == shape, what=what, observed=seen, expected=expected,
                mistakes=mistakes)  # fmt: skip
    return np.asarray(numbers)


def expect_int(value: object, *, what: str, mistakes: Names = ()) -> None:
    """Expect an integer of Python or NumPy; `mistakes` are named for a floating-point number."""
    value = value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value
    is_float = isinstance(value, float | np.floating)
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    expect_that(whole, what=f"the type of {what}", observed="a floating-point number" if is_float else value,
                expected="int", mistakes=mistakes if is_float else ())  # fmt: skip


def expect_growing(values: Array, *, what: str, start: float | None = None, least: float = 0.0) -> None:
    """Expect numbers that grow along the first axis, each by more than `least`; the first is at least `start`."""
    if start is not None:
        low = float(values[0].min())
        expect_that(low >= start, what=what, observed=f"{low:.4g}", expected=f"at least {start:g}")
    stays = np.argwhere(np.diff(values, axis=0) <= least)
    before, after = (values[(stays[0][0] + step, *stays[0][1:])] for step in (0, 1)) if len(stays) else (0.0, 0.0)
    expect_that(not len(stays), what=what, observed=f"{after:.4g} after {before:.4g}", expected="numbers that grow")
