"""Expectations on values of any type: equal, or failing with the first difference in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from dropgrade.checks.differences import first_difference
from dropgrade.checks.failure import fail, matching
from dropgrade.checks.kinds import shown, with_kind
from dropgrade.checks.student_objects import StudentIterator


def expect_equal(
    observed: object,
    expected: object,
    *,
    what: str = "the result",
    mistakes: Mapping[str, object] | None = None,
    rtol: float | None = None,
) -> None:
    """Expect a value of the same type with equal members; the failure says where the first difference is.

    Works for strings, sets, dictionaries, decimals, dates, arrays of texts and everything else that can be sent;
    floats may differ by rounding. `mistakes` maps names to the value that each mistake would give.
    """
    found = first_difference(observed, expected, what, rtol)
    if found:
        named = matching(mistakes, lambda value: first_difference(observed, value, what, rtol) is None)
        fail(found.where, observed=found.observed, expected=found.expected, mistakes=named)


def expect_items(
    observed: object,
    expected: Sequence[object],
    *,
    what: str = "the items",
    ends: bool = True,
    mistakes: Mapping[str, object] | None = None,
) -> None:
    """Expect a generator or an iterator that gives these items, one by one, and then ends, unless `ends` is False."""
    if not isinstance(observed, StudentIterator):
        fail(what, observed=with_kind(observed), expected="a generator or an iterator",
             mistakes=matching(mistakes, lambda _: False))  # fmt: skip
    given = [value for value in (mistakes or {}).values() if isinstance(value, list | tuple)]
    items: list[Any] = list(islice(observed, max(map(len, [expected, *given])) + ends))
    named = matching(mistakes, lambda value: first_difference(items[: len(value) + ends], list(value), what) is None)
    for number, (item, right) in enumerate(zip(items, expected, strict=False), start=1):
        if found := first_difference(item, right, f"item {number} of {what}"):
            fail(found.where, observed=found.observed, expected=found.expected, mistakes=named)
    if len(items) < len(expected):
        fail(what, observed=f"an end after {len(items)} items", expected=f"{shown(expected[len(items)])} next",
             mistakes=named)  # fmt: skip
    if ends and len(items) > len(expected):
        fail(
            what,
            observed=f"{shown(items[len(expected)])} after {len(expected)} items",
            expected="an end",
            mistakes=named,
        )
