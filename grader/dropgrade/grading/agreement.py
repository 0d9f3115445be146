"""Compare what two programs gave: whether the same checks fail, with the same kind of fact."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Protocol

from dropgrade.course.edits import Edit
from dropgrade.report import CheckResult, Fact, Outcome

DEVIATIONS = 4
"""The maximum distance of two counts of the same coins; a true mistake is rejected once in 16,000 times."""
CLOSE = 1e-3
JUDGED = (Outcome.FAIL, Outcome.PARTIAL, Outcome.ERROR)
Results = Mapping[str, CheckResult]


class Make(Protocol):
    """Grades the reference with edits."""

    def __call__(self, edits: tuple[Edit, ...], only: str = "") -> Results | None:
        """Return the results of all checks, or of `only` one; None if the edits cannot be combined."""


def agrees(report: Results, made: Results | None) -> bool:
    """Whether the same checks fail with the same kind of fact."""
    return made is not None and all(same(result, made[check]) for check, result in report.items())


def shows(made: Results | None, result: CheckResult) -> bool:
    """Whether a program fails a check in the same way as the submission."""
    return result.is_lost and made is not None and result.check in made and same(result, made[result.check])


def lost_in(report: Results) -> frozenset[str]:
    """Return the checks that a program fails."""
    return frozenset(check for check, result in report.items() if result.is_lost)


def same(one: CheckResult, other: CheckResult) -> bool:
    """Whether two results have the same kind of fact, allowing for the randomness of two runs."""
    if not (one.is_lost and other.is_lost):
        return one.is_lost == other.is_lost
    if one.outcome is not other.outcome:
        return False
    return one.outcome not in JUDGED or _same_fact(one.fact, other.fact)


def _same_fact(a: Fact, b: Fact) -> bool:
    if a.what != b.what:
        return False
    if a.exception or b.exception:
        return a.exception == b.exception
    if a.count and b.count:
        return _same_count(a.count, b.count)
    if a.numbers or b.numbers:
        return len(a.numbers) == len(b.numbers) and all(map(_is_close, a.numbers, b.numbers))
    return a.kind == b.kind


def _is_close(x: float, y: float) -> bool:
    return math.isclose(x, y, rel_tol=CLOSE, abs_tol=CLOSE**2)


def _same_count(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two counts can come from coins of the same probability, within four standard deviations."""
    (heads, coins), (others, more) = a, b
    if not coins or not more:
        return coins == more
    share = (heads + others) / (coins + more)
    deviation = math.sqrt(max(share * (1 - share), 1e-12) * (1 / coins + 1 / more))
    return abs(heads / coins - others / more) <= DEVIATIONS * deviation + 1e-12
