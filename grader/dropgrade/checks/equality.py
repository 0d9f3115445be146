"""The expectation on plain values: texts, numbers, decimals, dates, and what holds several of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from dropgrade.checks.arrays import alike
from dropgrade.checks.failure import describe, fail, matching

CLOSE = 1e-9
LONGEST = 120
"""Characters of a value that is shown."""
Difference = tuple[str, object, object]
"""Where two values differ, and what is there in each."""


def expect_equal(
    observed: object, expected: object, *, what: str, mistakes: Mapping[str, object] | None = None
) -> None:
    """Expect a value of any plain type, of the same type and with equal members; floats to nine digits.

    `mistakes` maps names to the value that each would give, or to a bool. What is shown is the first place where the
    two differ.
    """
    found = next(_differences(observed, expected), None)
    if found is None:
        return
    place, seen, right = found
    named = matching(mistakes, lambda value: _are_equal(observed, value))
    fail(f"{what}{place}", observed=_shown(seen), expected=_shown(right), mistakes=named)


def _are_equal(a: object, b: object) -> bool:
    return next(_differences(a, b), None) is None


def _differences(a: object, b: object, place: str = "") -> Iterator[Difference]:
    """The places where two values differ, from the first on; the whole where they are of different kinds."""
    if _is_number(a) and _is_number(b):
        if not (a == b or math.isclose(float(a), float(b), rel_tol=CLOSE, abs_tol=CLOSE**2)):  # type: ignore[arg-type]
            yield place, a, b
    elif isinstance(a, list | tuple) and isinstance(b, list | tuple):
        if isinstance(a, list) is not isinstance(b, list) or len(a) != len(b):
            yield place, a, b
            return
        for number, (one, other) in enumerate(zip(a, b, strict=True)):
            yield from _differences(one, other, f"{place}[{number}]")
    elif isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
        for key in b:
            yield from _differences(a[key], b[key], f"{place}[{key!r}]")
    elif not alike(a, b):
        yield place, a, b


def _is_number(value: object) -> bool:
    """Whether it is a number that is compared to some digits; a bool is none, and a huge whole number is exact."""
    return isinstance(value, float | np.floating) or (type(value) is int and abs(value) < 2**1000)


def _shown(value: object) -> str:
    """A value as Python writes it, as far as that fits on a line."""
    if not isinstance(value, str | int | float | list | tuple | dict | set | frozenset | bytes):
        return describe(value)
    words = repr(value)
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
