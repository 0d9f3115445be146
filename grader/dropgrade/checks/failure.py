"""A failed expectation as data, and the matching of observations with mistakes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NoReturn

import numpy as np

from dropgrade.checks.describing import describe
from dropgrade.report import Example, Fact

Array = np.ndarray[Any, Any]
Names = Iterable[str]
"""Mistakes that are named whenever the expectation fails."""
Pictured = tuple[object, object] | None
"""An input and the output for it, of which a 2×4 corner is shown."""
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")


class CheckFailed(AssertionError):
    """The observation of a check, the expected value, and the mistakes that would give the same observation.

    `fact` holds the measured values, so that the diagnosis can compare them with those of another program.
    """

    def __init__(
        self,
        what: str,
        *,
        observed: str,
        expected: str,
        mistakes: Names = (),
        example: Example | None = None,
        fact: Fact | None = None,
    ) -> None:
        super().__init__(f"{what}: observed {observed}, expected {expected}")
        self.what = what
        self.observed = observed
        self.expected = expected
        self.mistakes = tuple(dict.fromkeys([mistakes] if isinstance(mistakes, str) else mistakes))
        self.example = example
        self.fact = replace(fact or Fact(), what=without_numbers(what), kind=without_numbers(observed))


def without_numbers(text: str) -> str:
    """Return a text without its numbers, so that it is the same in every run."""
    return NUMBER.sub("#", text)


def fail(
    what: str,
    *,
    observed: object,
    expected: object,
    mistakes: Names = (),
    example: Pictured = None,
    fact: Fact | None = None,
) -> NoReturn:
    """Fail a check; `observed` and `expected` are described unless they are already text.

    `fact` holds the measurement if it contains more than the words of `observed`: a count, numbers, an exception.
    """
    raise CheckFailed(
        what,
        observed=observed if isinstance(observed, str) else describe(observed),
        expected=expected if isinstance(expected, str) else describe(expected),
        mistakes=mistakes,
        example=corner(example),
        fact=fact,
    )


def expect_that(
    fact: bool,  # noqa: FBT001 - the fact is what the call reads as
    *,
    what: str,
    observed: object,
    expected: object,
    mistakes: Names | Mapping[str, bool] = (),
    example: Pictured = None,
) -> None:
    """Expect a fact that the suite has determined itself.

    `mistakes` are names, or a mapping from names to whether each explains the observation.
    """
    if not fact:
        named = [n for n, explains in mistakes.items() if explains] if isinstance(mistakes, Mapping) else mistakes
        fail(what, observed=observed, expected=expected, mistakes=named, example=example)


def matching(mistakes: Mapping[str, object] | None, agrees: Callable[[Any], bool]) -> list[str]:
    """Return the names of the mistakes whose predicted value agrees with the observed one.

    If a value is a bool, the suite has already decided; None explains nothing.
    """
    return [
        name
        for name, value in (mistakes or {}).items()
        if value is not None and (bool(value) if isinstance(value, bool | np.bool_) else agrees(value))
    ]


def apart(observed: object, expected: object) -> tuple[str, str]:
    """Return two numbers with enough digits to show that they differ; anything else as `describe` returns it."""
    if not all(isinstance(value, float | np.floating) for value in (observed, expected)):
        return describe(observed), describe(expected)
    pairs = ((f"{float(observed):.{n}g}", f"{float(expected):.{n}g}") for n in range(6, 18))  # type: ignore[arg-type]
    return next((pair for pair in pairs if pair[0] != pair[1]), (describe(observed), describe(expected)))


def corner(pictured: Pictured) -> Example | None:
    """Return the first 2×4 values of an input and its output, if both are numeric matrices."""
    if pictured is None or not all(isinstance(v, np.ndarray) and v.ndim >= 2 and v.size for v in pictured):  # noqa: PLR2004
        return None
    given, returned = (_matrix(np.asarray(v)) for v in pictured)
    return Example(given, returned) if len(given) == len(returned) and len(given[0]) == len(returned[0]) else None


def _matrix(value: Array) -> tuple[tuple[float, ...], ...]:
    while value.ndim > 2:  # noqa: PLR2004
        value = value[0]
    return tuple(tuple(float(np.real(v)) for v in row) for row in value[:2, :4])
