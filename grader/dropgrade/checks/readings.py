"""What known mistakes would give, alone or two at once: candidates for a value that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations, product
from typing import Any

import numpy as np

from dropgrade.checks.arrays import expect_array, tolerance
from dropgrade.checks.failure import Array, fail
from dropgrade.checks.formulas import measured
from dropgrade.report import Fact

Reading = tuple[frozenset[str], object]
"""The names of some mistakes, and the value that a program with all of them would give."""


def choices(*tables: Mapping[str, Any], most: int = 2) -> Iterator[tuple[frozenset[str], tuple[Any, ...]]]:
    """One entry of each table in every way that makes at most `most` mistakes: their names, and the entries.

    The right entry of a table has the empty name.
    """
    for chosen in product(*(table.items() for table in tables)):
        names = [name for name, _ in chosen if name]
        if len(names) <= most:
            yield frozenset(names), tuple(entry for _, entry in chosen)


def explained(observed: object, readings: Iterable[Reading], *, rtol: float = 1e-6) -> frozenset[str]:
    """The mistakes whose reading agrees with what was observed: the fewest at once, of each explanation."""
    if not isinstance(observed, np.ndarray | np.generic | float):
        return frozenset()
    value, known = np.asarray(observed), list(readings)
    with np.errstate(all="ignore"):
        agreeing = [names for names, reading in known if _agree(value, np.asarray(reading), rtol)]
        agreeing = agreeing or list(_side_by_side(value, known, rtol))
    fewest = min(map(len, agreeing), default=0)
    return frozenset().union(*(names for names in agreeing if len(names) == fewest))


def _side_by_side(value: Array, readings: list[Reading], rtol: float) -> Iterator[frozenset[str]]:
    """Pairs of mistakes each of which multiplies what the other one gives, where the right reading is among these."""
    right = next((np.asarray(reading) for names, reading in readings if not names), None)
    singles = [(names, np.asarray(reading)) for names, reading in readings if len(names) == 1]
    singles = [(names, reading) for names, reading in singles if right is not None and reading.shape == right.shape]
    for (one, a), (other, b) in combinations(singles, 2):
        if one != other and _agree(value, a * b / right, rtol):
            yield one | other


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
    """Expect an array that no coin decides about; the readings are worked out only where it is another."""
    exact = rtol or tolerance(expected)
    with np.errstate(all="ignore"):
        right = isinstance(observed, np.ndarray) and _agree(observed, expected, exact)
    names = frozenset[str]() if right else explained(observed, readings(), rtol=max(exact, 1e-6))
    with measured(observed):
        return expect_array(observed, expected, what=what, mistakes=dict.fromkeys(sorted(names), True), rtol=exact)


def expect_explained_by_sums(
    observed: object, expected: Array, readings: Callable[[], Iterable[Reading]], *, what: str
) -> None:
    """Expect an array, as `expect_explained` does; the diagnosis tells wrong ones apart by what they add up to."""
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
