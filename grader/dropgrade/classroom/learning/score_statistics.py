"""The distribution of a class's scores: mean, median, quartiles and a histogram."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from dropgrade.classroom.grades import ClassGrades, StudentGrade
from dropgrade.classroom.learning.item_statistics import is_judged
from dropgrade.report import Outcome

BINS = 10
BROKEN = (Outcome.ERROR, Outcome.TIMEOUT, Outcome.MEMORY, Outcome.CRASH, Outcome.MISSING)
"""The outcomes of every check if a program does not run at all."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Some scores out of a maximum; the middle half lies between the quartiles."""

    max_score: float
    scores: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean; 0 where there are no scores."""
        return statistics.fmean(self.scores) if self.scores else 0.0

    @property
    def median(self) -> float:
        """The median; 0 where there are no scores."""
        return statistics.median(self.scores) if self.scores else 0.0

    @property
    def quartiles(self) -> tuple[float, float]:
        """The lower and the upper quartile, by linear interpolation between the scores themselves."""
        if len(self.scores) < 2:  # noqa: PLR2004 - one score is its own quartile
            return (self.mean, self.mean)
        lower, _, upper = statistics.quantiles(self.scores, n=4, method="inclusive")
        return lower, upper

    @property
    def full(self) -> int:
        """How many have all points."""
        return sum(score >= self.max_score for score in self.scores)

    @property
    def bins(self) -> list[int]:
        """How many are in each tenth of the maximum; full marks are in the last."""
        counts = [0] * BINS
        for score in self.scores:
            share = score / self.max_score if self.max_score else 0.0
            counts[max(0, min(BINS - 1, int(share * BINS + 1e-9)))] += 1
        return counts


@dataclass(frozen=True, slots=True)
class ProblemScores:
    """A problem over a class: its scores, and how many got nowhere."""

    problem: str
    title: str
    scores: Scores
    not_started: int
    not_running: int


def total_scores(grades: ClassGrades) -> Scores:
    """The scores over all problems of those who handed in something that could be judged."""
    judged = [s for s in grades.students if has_work(s) and not s.needs_review]
    out_of = max((s.max_score for s in grades.students), default=0.0)
    return Scores(out_of, tuple(s.score for s in judged))


def problem_scores(grades: ClassGrades) -> list[ProblemScores]:
    """The scores of each problem, in order, over those who handed it in."""
    names = {p.problem: p for student in grades.students for p in student.problems}
    return [_of_problem(grades, name, grade.title, grade.max_score) for name, grade in names.items()]


def has_work(student: StudentGrade) -> bool:
    """Whether a student handed in anything."""
    return any(p.report is not None for p in student.problems)


def _of_problem(grades: ClassGrades, name: str, title: str, out_of: float) -> ProblemScores:
    taken = [p for s in grades.students for p in s.problems if p.problem == name and is_judged(p)]
    ends = [p.report["outcome"] for p in taken if p.report is not None]
    stubs, broken = ends.count(Outcome.NOT_ATTEMPTED.value), sum(end in BROKEN for end in ends)
    return ProblemScores(name, title, Scores(out_of, tuple(p.score for p in taken)), stubs, broken)
