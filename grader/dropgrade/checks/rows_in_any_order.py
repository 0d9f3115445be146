"""Arrays whose rows may come in any order: all masks, all permutations, the points of a grid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.readings import as_numbers, shown


def expect_rows(value: object, rows: Array, *, what: str, mistakes: Mapping[str, Any]) -> Array:
    """Expect an array of bools or numbers that has each of these rows once, in any order; returns it as numbers.

    `mistakes` maps names to the rows that each would give, to a list of several such arrays, or to a bool. A list with
    as many rows is `list_for_array`.
    """
    array = as_numbers(value.astype(int) if isinstance(value, np.ndarray) and value.dtype == bool else value)
    names = {name: _explains(reading, array) for name, reading in mistakes.items()}
    names["list_for_array"] = isinstance(value, list) and len(value) == len(rows)
    found = set(map(tuple, array.tolist())) if array is not None and array.ndim == 2 and array.size else set()  # noqa: PLR2004
    missing = [row for row in rows if tuple(row) not in found]
    lost = f", without {missing[0].astype(int)}" if len(missing) == 1 else ""
    observed = shown(value) if array is None else f"{array.shape}{lost}"
    fits = array is not None and array.shape == rows.shape
    expect_that(fits, what=f"the shape of {what}", observed=observed, expected=str(rows.shape), mistakes=names)
    values, right = (np.unique(numbers) for numbers in (np.asarray(array), rows))
    seen = _listed(values) if len(values) <= 2 * len(right) else f"{len(values)} different numbers"
    expect_that(np.array_equal(values, right), what=f"the values in {what}", observed=seen, expected=_listed(right),
                mistakes=names)  # fmt: skip
    expect_that(not missing, what=f"the different rows of {what}", observed=f"{len(found)}{lost}",
                expected=f"{len(rows)}", mistakes=names)  # fmt: skip
    return np.asarray(array)


def _explains(reading: Any, array: Array | None) -> bool:  # noqa: ANN401 - a bool, an array or several
    """Return whether a reading has the same rows as an array, in any order."""
    if isinstance(reading, bool) or array is None:
        return reading is True
    readings = reading if isinstance(reading, list) else [reading]
    return any(np.shape(each) == array.shape and sorted(each.tolist()) == sorted(array.tolist()) for each in readings)


def _listed(values: Array) -> str:
    return ", ".join(f"{number:g}" for number in values)
