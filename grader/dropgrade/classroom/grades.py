"""The grades of a class as plain data: what judging gives, and what gradebooks, feedback and the report are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

SCHEMA = "dropgrade/class/v1"


@dataclass(frozen=True, slots=True)
class ProblemGrade:
    """What a student gets for one problem, after lateness, policy and a person's word.

    `report` is the object of `dropgrade/report/v1` for the problem; None where nothing was handed in.
    """

    problem: str
    title: str
    score: float
    max_score: float
    report: Mapping[str, object] | None = None
    source: str = ""
    """The file that was graded, by its path in what was handed in."""
    program: str = ""
    """The text that was graded."""
    submitted_at: datetime | None = None
    late_days: float = 0.0
    attempt: int = 1
    comment: str = ""
    """What a person wrote beside an override."""
    overridden_by: str = ""


@dataclass(frozen=True, slots=True)
class StudentGrade:
    """A student of the roster, known by `id`, with a grade for every problem that was asked for.

    `roster` has the roster's row, by its own column names, so that each system finds its own id in it.
    """

    id: str
    name: str
    problems: tuple[ProblemGrade, ...] = ()
    roster: Mapping[str, str] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """The points over all problems."""
        return sum(p.score for p in self.problems)

    @property
    def max_score(self) -> float:
        """The points to be had over all problems."""
        return sum(p.max_score for p in self.problems)

    @property
    def late_days(self) -> float:
        """The lateness of the latest problem, in days."""
        return max((p.late_days for p in self.problems), default=0.0)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A path of what was handed in that was not graded, or not for sure, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClassGrades:
    """A whole class: its students, what could not be matched, and what a person has to look at."""

    course: str
    version: str
    students: tuple[StudentGrade, ...]
    unmatched: tuple[LeftOut, ...] = ()
    review: tuple[LeftOut, ...] = ()
