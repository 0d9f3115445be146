"""The members of a result, in any order and form; the right order and form are tested by one check only."""

from __future__ import annotations

from typing import Any

import numpy as np

from dropgrade.checks.arrays import expect_none, expect_pair
from dropgrade.checks.failure import Array, expect_that
from dropgrade.sandbox.wire import Foreign


def in_order(result: object, names: tuple[str, str], *, what: str) -> tuple[Any, Any]:
    """Return a pair of an array and something else, the array first."""
    first, second = expect_pair(result, names, what=what)
    return (second, first) if isinstance(second, np.ndarray) and not isinstance(first, np.ndarray) else (first, second)


def expect_first(member: object, result: Any, names: tuple[str, str]) -> None:  # noqa: ANN401 - whatever it is
    """Expect a member to come first in a pair of two with these names."""
    expect_that(result[0] is member, what="what it returns", observed=f"{names[1]} first, and {names[0]} second",
                expected=f"the pair ({', '.join(names)})", mistakes=["pair_swapped"])  # fmt: skip


def expect_no_mask(result: object, name: str = "out") -> None:
    """Expect the pair that evaluation returns, with None for the mask."""
    bare = isinstance(result, np.ndarray)
    members = expect_pair(result, (name, "None"), what="what evaluation returns",
                          mistakes=["bare_output_at_evaluation"] if bare else [])  # fmt: skip
    mask = members[0] if members[1] is not None and members[0] is None else members[1]
    made = ["mask_at_evaluation"] if isinstance(mask, np.ndarray) else []
    expect_none(mask, what="the mask at evaluation", mistakes=made)


def alone(result: object) -> Any:  # noqa: ANN401 - whatever it is
    """Return the first member of a result, or the whole result if it has no members."""
    return result[0] if isinstance(result, tuple | list) and result else result


def expect_alone(result: object, *, what: str = "what it returns", mistake: str = "returns_mask_too") -> Array:
    """Expect an array and no other return value; returns it."""
    beside = isinstance(result, tuple | list)
    expect_that(isinstance(result, np.ndarray), what=what, observed=result, expected="an array alone",
                mistakes={mistake: beside})  # fmt: skip
    return np.asarray(result)


def dimensions(value: object) -> int:
    """Return the number of axes of an array, 0 for anything else."""
    return value.ndim if isinstance(value, np.ndarray) else 0


def fitted(value: object, like: Array) -> object:
    """Return an array reshaped like another one, if it holds as many numbers."""
    return value.reshape(like.shape) if isinstance(value, np.ndarray) and value.size == like.size else value


def first_foreign(value: object) -> Foreign | None:
    """Return the first thing in a result that cannot be passed back to the student."""
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list | tuple):
        return next((found for found in map(first_foreign, value) if found is not None), None)
    return value if isinstance(value, Foreign) else None
