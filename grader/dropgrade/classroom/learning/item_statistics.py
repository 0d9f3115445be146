"""Item statistics: how hard a check or a question is, and how well it separates strong from weak students."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dropgrade.classroom.grades import ProblemGrade, StudentGrade

EASY, HARD = 0.95, 0.1
"""The facility above which nearly everybody is right, and the one below which nearly nobody is."""
TELLING = 0.2
"""The discrimination from which an item is usually called useful."""


@dataclass(frozen=True, slots=True)
class Item:
    """A check or a question over a class.

    `facility` is the mean share of its points. `discrimination` is the correlation of its points with those of all
    other items, so that it does not correlate with itself: for an item that is right or wrong, the corrected
    point-biserial correlation. None if all did equally well.
    """

    name: str
    title: str
    worth: float
    count: int
    facility: float
    discrimination: float | None

    @property
    def remark(self) -> str:
        """A short remark if something needs attention, usually empty."""
        if self.facility >= EASY:
            return "nearly everybody is right"
        if self.discrimination is not None and self.discrimination < 0:
            return "those who do well elsewhere miss it: look at it"
        if self.facility <= HARD:
            return "nearly nobody is right"
        return "hardly tells" if self.discrimination is not None and self.discrimination < TELLING else ""


def correlation(a: Sequence[float], b: Sequence[float]) -> float | None:
    """Pearson's correlation of two series; None if one of them does not vary or has fewer than three values."""
    count = len(a)
    if count < 3 or min(a) == max(a) or min(b) == max(b):  # noqa: PLR2004 - two points are always on a line
        return None
    mean_a, mean_b = math.fsum(a) / count, math.fsum(b) / count
    covariance = math.fsum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    spread = math.fsum((x - mean_a) ** 2 for x in a) * math.fsum((y - mean_b) ** 2 for y in b)
    return max(-1.0, min(1.0, covariance / math.sqrt(spread))) if spread > 0 else None


def is_judged(grade: ProblemGrade) -> bool:
    """Whether something was handed in, and the grader could judge it."""
    return grade.report is not None and not grade.needs_review


def check_items(students: Sequence[StudentGrade], problem: str) -> list[Item]:
    """The checks of a problem over those who handed it in, correlated with all checks of all problems."""
    taken = [(s, g) for s in students for g in s.problems if g.problem == problem and is_judged(g)]
    totals = [_points_of_checks(student) for student, _ in taken]
    checks = [_checks(grade) for _, grade in taken]
    names = list(dict.fromkeys(name for each in checks for name in each))
    return [_item(name, [each.get(name, ("", 0.0, 0.0)) for each in checks], totals) for name in names]


def _item(name: str, found: Sequence[tuple[str, float, float]], totals: Sequence[float]) -> Item:
    title, worth = next((title, worth) for title, _, worth in found if title or worth)
    return item(name, title, worth, [points for _, points, _ in found], totals)


def item(name: str, title: str, worth: float, points: Sequence[float], totals: Sequence[float]) -> Item:
    """An item, from each student's points for it and for everything."""
    rest = [round(total - own, 9) for own, total in zip(points, totals, strict=True)]
    facility = math.fsum(points) / (worth * len(points)) if points and worth else 0.0
    return Item(name, title, worth, len(points), facility, correlation(points, rest))


def _points_of_checks(student: StudentGrade) -> float:
    return math.fsum(p for grade in student.problems if is_judged(grade) for _, p, _ in _checks(grade).values())


def _checks(grade: ProblemGrade) -> dict[str, tuple[str, float, float]]:
    """Title, points and their maximum by the name of each check."""
    found = grade.report["checks"] if grade.report is not None else []
    entries = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    return {e["check"]: (e["title"], float(e["points"]), float(e["max_points"])) for e in entries}
