"""A formula with known mistakes in it: what a suite of exact values proposes for a value that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from dropgrade.checks.arrays import EXACT
from dropgrade.checks.failure import CheckFailed

Changes = Mapping[str, object]
"""The keyword arguments with which a formula makes a mistake."""
FACTS = 4


@contextmanager
def measured(value: object) -> Iterator[None]:
    """Add the first numbers of a value to what a check saw that fails inside, so that pairs differ from singles.

    Not for what differs from run to run, such as a mean of samples: there the words have to suffice.
    """
    try:
        yield
    except CheckFailed as failed:
        numbers = as_numbers(value)
        if numbers is not None:
            failed.fact = replace(failed.fact, numbers=tuple(map(float, numbers.ravel()[:FACTS])))
        raise


def explained_by(
    observed: object,
    formula: Callable[..., Any],
    mistakes: Mapping[str, Changes | Sequence[Changes]],
    *args: object,
    rtol: float = EXACT,
) -> dict[str, bool]:
    """The mistakes with which `formula(*args, **changes)` gives what was observed: single ones, else pairs.

    Names the members of every reading that agrees, for `expect_array(mistakes=…)`; none where the plain formula
    agrees. A mistake may have several readings. Two that change the same argument do not go together.
    """
    array = as_numbers(observed)
    if array is None or _agrees(array, formula, args, {}, rtol):
        return {}
    singles = [(name, changes) for name, ways in mistakes.items() for changes in _listed(ways)]
    for most in (1, 2):
        found: dict[str, bool] = {}
        for made in combinations(singles, most):
            changes = [item for _, each in made for item in each.items()]
            if len(dict(changes)) == len(changes) and _agrees(array, formula, args, dict(changes), rtol):
                found |= dict.fromkeys((name for name, _ in made), True)
        if found:
            return found
    return _side_by_side(array, formula, args, singles, rtol)


def _side_by_side(
    observed: np.ndarray[Any, Any],
    formula: Callable[..., Any],
    args: tuple[object, ...],
    singles: Sequence[tuple[str, Changes]],
    rtol: float,
) -> dict[str, bool]:
    """Pairs that change the same argument, where each multiplies what the other one gives, or adds to it."""
    with np.errstate(all="ignore"), suppress(ValueError, IndexError):
        right = np.asarray(formula(*args))
        values = [(name, np.asarray(formula(*args, **changes))) for name, changes in singles]
        values = [(name, value) for name, value in values if value.shape == right.shape == observed.shape]
        found: dict[str, bool] = {}
        for (one, a), (other, b) in combinations(values, 2):
            together = a * b / right, a + b - right
            if one != other and any(np.allclose(observed, both, rtol, rtol * 1e-3) for both in together):
                found |= {one: True, other: True}
        return found
    return {}


def as_numbers(value: object) -> np.ndarray[Any, Any] | None:
    """An array of finite real numbers, or a plain number as a 0-d array; None for anything else."""
    if not isinstance(value, np.ndarray | np.generic | int | float) or isinstance(value, bool):
        return None
    with suppress(OverflowError):  # a whole number may be too large for a float
        array = np.asarray(value)
        array = array.astype(float) if array.dtype.kind in "iuO" else array
        return array if array.dtype.kind == "f" and np.isfinite(array).all() else None
    return None


def shown(value: object) -> object:
    """A value as a report shows it: that it is not finite is said in words."""
    is_real = isinstance(value, np.ndarray | np.generic | float) and np.asarray(value).dtype.kind == "f"
    return "NaN or infinity" if is_real and as_numbers(value) is None else value


def _listed(ways: Changes | Sequence[Changes]) -> Sequence[Changes]:
    return [ways] if isinstance(ways, Mapping) else ways


def _agrees(
    observed: np.ndarray[Any, Any],
    formula: Callable[..., Any],
    args: tuple[object, ...],
    changes: dict[str, object],
    rtol: float,
) -> bool:
    with np.errstate(all="ignore"), suppress(ValueError, IndexError):  # two wrong axes need not fit together
        value = np.asarray(formula(*args, **changes))
        return value.shape == observed.shape and bool(np.allclose(observed, value, rtol=rtol, atol=rtol * 1e-3))
    return False
