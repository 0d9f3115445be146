"""The instructor's policy on lateness and attempts: `policy.toml` beside the book."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

DAY = 86_400
SLACK = 1e-9
"""A rounding error in counting fractions of a day."""


@dataclass(frozen=True, slots=True)
class Extension:
    """More time for students whose roster column has a value, for some problems or for all."""

    column: str
    values: tuple[str, ...]
    days: float = 0.0
    due: datetime | None = None
    problems: tuple[str, ...] = ()

    def fits(self, problem: str, row: Mapping[str, str]) -> bool:
        """Whether it is for this student and problem."""
        return (not self.problems or problem in self.problems) and value_of(row, self.column) in self.values


@dataclass(frozen=True, slots=True)
class Penalty:
    """What lateness costs, in percent: for each day begun, or by steps of (days, percent) after which nothing is left.

    `is_of_maximum` takes it from the problem's max_score instead of what was earned.
    """

    per_day: float = 0.0
    steps: tuple[tuple[float, float], ...] = ()
    at_most: float = 100.0
    free_days: float = 0.0
    is_of_maximum: bool = False

    @property
    def is_none(self) -> bool:
        """Whether lateness costs nothing."""
        return not self.per_day and not self.steps

    def percent(self, late_days: float) -> float:
        """The percentage that is lost."""
        if late_days <= SLACK:
            return 0.0
        if self.steps:
            lost = next((percent for days, percent in self.steps if late_days <= days + SLACK), 100.0)
        else:
            lost = self.per_day * math.ceil(late_days - SLACK)
        return min(lost, self.at_most)

    def after(self, score: float, max_score: float, late_days: float) -> float:
        """A score, less what lateness costs; never below 0."""
        base = max_score if self.is_of_maximum else score
        return max(0.0, score - base * self.percent(late_days) / 100)


@dataclass(frozen=True, slots=True)
class Policy:
    """Due dates by problem, grace, penalty, extensions, groups, and which attempt counts."""

    due: datetime | None = None
    due_dates: Mapping[str, datetime] = field(default_factory=dict)
    grace: timedelta = timedelta()
    counts_best: bool = False
    penalty: Penalty = field(default_factory=Penalty)
    extensions: Sequence[Extension] = ()
    group_column: str = ""
    inputs_hidden_until: datetime | None = None

    def due_for(self, problem: str, row: Mapping[str, str]) -> datetime | None:
        """When a problem is due for a student of the roster; of several extensions the latest counts."""
        due = self.due_dates.get(problem, self.due)
        if due is None:
            return None
        own = [each.due or due + timedelta(days=each.days) for each in self.extensions if each.fits(problem, row)]
        return max([due, *own])

    def late_seconds(self, problem: str, row: Mapping[str, str], submitted_at: datetime | None) -> float | None:
        """The lateness in seconds, 0 within the grace; None if it is not known."""
        due = self.due_for(problem, row)
        if due is None or submitted_at is None:
            return None
        late = submitted_at - due
        return late.total_seconds() if late > self.grace else 0.0


def value_of(row: Mapping[str, str], column: str) -> str:
    """A value of a student's row in the roster; the column's case does not matter."""
    return next((value for name, value in row.items() if name.casefold() == column.casefold()), "")
