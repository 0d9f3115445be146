"""The grades of a class as plain data: judging makes them, and gradebooks, feedback and the report read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

SCHEMA = "dropgrade/class/v1"
FAULT = "dropgrade itself failed on it"
"""The beginning of the reason if a submission could not be graded at all."""


@dataclass(frozen=True, slots=True)
class ProblemGrade:
    """A student's grade for one problem, after lateness, policy and overrides.

    `report` is what `classroom.stored_report.stored` makes of the problem's report: the object of
    `dropgrade/report/v1`, and beside it what a page shows of each check. None where nothing was handed in.
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
    earlier: tuple[float, ...] = ()
    """The scores of the attempts before this one, oldest first."""
    comment: str = ""
    """The comment of an override."""
    overridden_by: str = ""
    to_be_read: float = 0.0
    """The points that a person still has to give."""
    needs_review: bool = False
    """Whether the grader itself failed: `score` is then no grade, and is not to be exported as one."""


@dataclass(frozen=True, slots=True)
class QuizItem:
    """A student's answer to one question of a quiz, in words, and its points from 0 to 1."""

    question: str
    prompt: str
    answer: str
    points: float


@dataclass(frozen=True, slots=True)
class QuizGrade:
    """A quiz as a student answered it, where answers were handed in."""

    quiz: str
    title: str
    items: tuple[QuizItem, ...]


@dataclass(frozen=True, slots=True)
class StudentGrade:
    """A student of the roster, known by `id`, with a grade for every problem that was asked for.

    `roster` has the roster's row, by its own column names, so that each system finds its own id in it.
    """

    id: str
    name: str
    problems: tuple[ProblemGrade, ...] = ()
    roster: Mapping[str, str] = field(default_factory=dict)
    quizzes: tuple[QuizGrade, ...] = ()

    @property
    def score(self) -> float:
        """The points over all problems."""
        return sum(p.score for p in self.problems)

    @property
    def max_score(self) -> float:
        """The maximum points over all problems."""
        return sum(p.max_score for p in self.problems)

    @property
    def late_days(self) -> float:
        """The lateness of the latest problem, in days."""
        return max((p.late_days for p in self.problems), default=0.0)

    @property
    def needs_review(self) -> bool:
        """Whether a problem has no grade yet because the grader itself failed."""
        return any(p.needs_review for p in self.problems)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A path that was not graded, or perhaps not rightly, and the reason."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClassGrades:
    """A whole class: its students, what could not be matched, and what a person has to look at."""

    course: str
    version: str
    students: tuple[StudentGrade, ...]
    inputs_hidden_until: datetime | None = None
    """The moment from which feedback shows the inputs of hidden checks; None shows them at once."""
    unmatched: tuple[LeftOut, ...] = ()
    review: tuple[LeftOut, ...] = ()

    @property
    def needs_review(self) -> bool:
        """Whether the grader itself failed somewhere."""
        return any(s.needs_review for s in self.students) or any(r.reason.startswith(FAULT) for r in self.review)
