"""The results of known mistakes, alone or two at once: candidates to explain a wrong value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import numpy as np

from dropgrade.checks.arrays import expect_array, tolerance
from dropgrade.checks.failure import Array, CheckFailed, fail
from dropgrade.report import Fact

Reading = tuple[frozenset[str], object]
"""The names of some mistakes, and the value that a program with all of them would give."""
Changes = Mapping[str, object]
"""The keyword arguments that make a formula contain a mistake."""
FACTS = 4


def choices(*tables: Mapping[str, Any], most: int = 2) -> Iterator[tuple[frozenset[str], tuple[Any, ...]]]:
    """Yield each choice of one entry per table with at most `most` mistakes: their names, and the entries.

    The correct entry of a table has the empty name.
    """
    for chosen in product(*(table.items() for table in tables)):
        names = [name for name, _ in chosen if name]
        if len(names) <= most:
            yield frozenset(names), tuple(entry for _, entry in chosen)


def explained(observed: object, readings: Iterable[Reading], *, rtol: float = 1e-6) -> frozenset[str]:
    """Return the mistakes whose value agrees with the observation, from all explanations with the fewest mistakes."""
    if not isinstance(observed, np.ndarray | np.generic | float):
        return frozenset()
    value, known = np.asarray(observed), list(readings)
    with np.errstate(all="ignore"):
        agreeing = [names for names, reading in known if _agree(value, np.asarray(reading), rtol)]
        agreeing = agreeing or list(_side_by_side(value, known, rtol))
    fewest = min(map(len, agreeing), default=0)
    return frozenset().union(*(names for names in agreeing if len(names) == fewest))


def _side_by_side(value: Array, readings: list[Reading], rtol: float) -> Iterator[frozenset[str]]:
    """Yield pairs of mistakes whose effects multiply or add up to the observation.

    The correct value, without names, has to be among the readings.
    """
    right = next((np.asarray(reading) for names, reading in readings if not names), None)
    if right is None or right.shape != value.shape:
        return
    singles = [(names, np.asarray(reading)) for names, reading in readings if len(names) == 1]
    singles = [(names, reading) for names, reading in singles if reading.shape == right.shape]
    for (one, a), (other, b) in combinations(singles, 2):
        if one != other and any(_agree(value, both, rtol) for both in (a * b / right, a + b - right)):
            yield one | other


def same_numbers(observed: object, expected: Array | float, rtol: float | None = None) -> bool:
    """Return whether a value of any type has the expected numbers and shape, up to rounding."""
    numbers, right = as_numbers(observed), np.asarray(expected)
    return numbers is not None and _agree(numbers, right, rtol or tolerance(numbers, right))


def _agree(value: Array, reading: Array, rtol: float) -> bool:
    return value.shape == reading.shape and np.allclose(value, reading, rtol, rtol * 1e-3, equal_nan=True)


def expect_explained(
    observed: object,
    expected: Array,
    readings: Callable[[], Iterable[Reading]],
    *,
    what: str,
    rtol: float | None = None,
) -> Array:
    """Expect an array that does not depend on coins; the readings are computed only if it differs."""
    exact = rtol or tolerance(expected)
    with np.errstate(all="ignore"):
        right = isinstance(observed, np.ndarray) and _agree(observed, expected, exact)
    names = frozenset[str]() if right else explained(observed, readings(), rtol=max(exact, 1e-6))
    with measured(observed):
        return expect_array(observed, expected, what=what, mistakes=dict.fromkeys(sorted(names), True), rtol=exact)


def expect_explained_by_sums(
    observed: object, expected: Array, readings: Callable[[], Iterable[Reading]], *, what: str
) -> None:
    """Expect an array, as `expect_explained` does; the diagnosis compares wrong ones by their sums."""
    rtol = 1e-6
    if isinstance(observed, np.ndarray) and observed.shape == expected.shape and observed.dtype.kind == "f":
        wrong = ~np.isclose(observed, expected, rtol=rtol, atol=rtol * 1e-3)
        if wrong.any() and np.isfinite(observed).all():
            place = tuple(int(i) for i in np.argwhere(wrong)[0])
            fail(
                f"{what}[{', '.join(map(str, place))}]",
                observed=f"{observed[place]:.6g} ({int(wrong.sum())} of {wrong.size} entries differ)",
                expected=f"{expected[place]:.6g}",
                mistakes=sorted(explained(observed, readings())),
                fact=Fact(numbers=(float(observed.sum()), float(abs(observed).sum()))),
            )
    expect_explained(observed, expected, readings, what=what, rtol=rtol)


def explained_by(
    observed: object,
    formula: Callable[..., Any],
    mistakes: Mapping[str, Changes | Sequence[Changes]],
    *args: object,
    rtol: float | None = None,
) -> dict[str, bool]:
    """Return the mistakes with which `formula(*args, **changes)` gives the observation: single ones, else pairs.

    Use it for `expect_array(mistakes=…)`; empty if the plain formula agrees. A mistake may have several readings. If
    two change the same argument, their effects are combined by adding or multiplying.
    """
    array = as_numbers(observed)
    ways = [(name, changes) for name, each in mistakes.items() for changes in _listed(each)]
    right = list(_readings(formula, args, [()]))
    rtol = rtol or tolerance(array)
    if array is None or any(_agree(array, np.asarray(value), rtol) for _, value in right):
        return {}
    singles = list(_readings(formula, args, [(way,) for way in ways]))
    names = explained(array, singles, rtol=rtol)
    if not names:
        pairs = [pair for pair in combinations(ways, 2) if not pair[0][1].keys() & pair[1][1].keys()]
        names = explained(array, [*right, *singles, *_readings(formula, args, pairs)], rtol=rtol)
    return dict.fromkeys(sorted(names), True)


def _readings(
    formula: Callable[..., Any], args: tuple[object, ...], sets: Iterable[Sequence[tuple[str, Changes]]]
) -> Iterator[Reading]:
    """Yield the value of a formula with each set of mistakes, where it is defined for them."""
    for made in sets:
        changes = {key: value for _, each in made for key, value in each.items()}
        with np.errstate(all="ignore"), suppress(ArithmeticError, ValueError, IndexError):
            yield frozenset(name for name, _ in made), formula(*args, **changes)


@contextmanager
def measured(value: object) -> Iterator[None]:
    """Add the first numbers of a value to the fact of a check that fails inside, so that pairs differ from singles.

    Do not use it for values that differ from run to run, such as a mean of samples: there the words have to suffice.
    """
    try:
        yield
    except CheckFailed as failed:
        numbers = as_numbers(value)
        if numbers is not None:
            failed.fact = replace(failed.fact, numbers=tuple(map(float, numbers.ravel()[:FACTS])))
        raise


def as_numbers(value: object) -> np.ndarray[Any, Any] | None:
    """Return an array of finite real numbers, or a plain number as a 0-d array; None for anything else."""
    if not isinstance(value, np.ndarray | np.generic | int | float) or isinstance(value, bool):
        return None
    with suppress(OverflowError):  # an integer may be too large for a float
        array = np.asarray(value)
        array = array.astype(float) if array.dtype.kind in "iuO" else array
        return array if array.dtype.kind == "f" and np.isfinite(array).all() else None
    return None


def shown(value: object) -> object:
    """Return a value as a report shows it, in words if it is not finite."""
    is_real = isinstance(value, np.ndarray | np.generic | float) and np.asarray(value).dtype.kind == "f"
    return "NaN or infinity" if is_real and as_numbers(value) is None else value


def _listed(ways: Changes | Sequence[Changes]) -> Sequence[Changes]:
    return [ways] if isinstance(ways, Mapping) else ways
