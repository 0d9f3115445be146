"""Values that a formula gives, the right one or one with known mistakes in it, and lists of plain numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from dropgrade.checks.arrays import as_number, expect_array, expect_value, tolerance
from dropgrade.checks.failure import Array, fail, matching
from dropgrade.checks.readings import Changes, Reading, explained, explained_by, measured

ROUNDING = 1e-6
"""Single precision is fine."""


def expect_by_formula(
    observed: object,
    formula: Callable[..., Any],
    mistakes: Mapping[str, Changes | Sequence[Changes]],
    *args: object,
    what: str,
    rtol: float | None = None,
    also: Mapping[str, bool] | None = None,
    is_random: bool = False,
) -> None:
    """Expect the array or the number that `formula(*args)` gives.

    Every mistake is a formula with other keyword arguments, as for `explained_by`; `also` has those that no formula
    shows. Where coins decide about a wrong value, `is_random` says so: then its numbers prove no mistake.
    """
    expected = formula(*args)
    found = explained_by(observed, formula, mistakes, *args, rtol=rtol or tolerance(observed)) | dict(also or {})
    with measured(None if is_random else observed):
        if np.ndim(expected):
            expect_array(observed, expected, what=what, mistakes=found, rtol=rtol)
        else:
            expect_value(observed, float(expected), what=what, mistakes=found, rtol=rtol)


def expect_at(
    call: Callable[..., object],
    cases: Sequence[tuple[Any, ...]],
    readings: Callable[..., Iterable[Reading]],
    *,
    what: str,
    rtol: float = ROUNDING,
) -> None:
    """Expect `call(*case)` to be the right number in every case; the report shows the first case where it is not.

    `readings(*case)` has the right number first, without names, and then what each mistake gives, or each two, in the
    same order for every case. A mistake is proposed where it gives the numbers of all cases.
    """
    numbers = [call(*case) for case in cases]
    columns = list(zip(*(readings(*case) for case in cases), strict=True))
    known = [(column[0][0], np.array([value for _, value in column], dtype=float)) for column in columns]
    observed = np.array([np.nan if as_number(value) is None else as_number(value) for value in numbers])
    names = dict.fromkeys(sorted(explained(observed, known, rtol=rtol)), True)
    with measured(observed):
        for case, number, right in zip(cases, numbers, known[0][1], strict=True):
            expect_value(number, float(right), what=f"{what}({', '.join(map(str, case))})", mistakes=names, rtol=rtol)


def expect_number_list(value: object, n: int | None, *, what: str, mistakes: Mapping[str, bool] | None = None) -> Array:
    """Expect a list, a tuple or an array with one axis that holds n finite numbers; returns them as an array.

    None for n is any number of them, at least one.
    """
    found = numbers_of(value)
    observed = value if found is None else f"{found.size} numbers"
    expected = "an empty list" if n == 0 else f"a list of {n or 'some'} number{'s' * (n != 1)}"
    if found is None or (found.size != n if n is not None else not found.size):
        fail(what, observed=observed, expected=expected, mistakes=matching(mistakes, lambda _: False))
    return found


def numbers_of(value: object) -> Array | None:
    """The finite numbers in a list, a tuple or an array with one axis; None where it is or holds anything else."""
    if not isinstance(value, list | tuple) and not (isinstance(value, np.ndarray) and value.ndim == 1):
        return None
    numbers = [as_number(member) for member in value]
    is_finite = all(number is not None and np.isfinite(number) for number in numbers)
    return np.array(numbers, dtype=float) if is_finite else None
