"""What a grading or a new policy has changed, by student and check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dropgrade.classroom.grades import ClassGrades, ProblemGrade

Judged = tuple[float, Mapping[str, str]]
"""A score, and how each check ended."""
ROUNDING = 1e-9
"""A difference that comes from rounding, and is not a change."""
NEW, GONE = "new", "gone"
"""The words for a check that was added to the suite, or removed from it."""


@dataclass(frozen=True, slots=True)
class Delta:
    """A score that has changed, and each check whose outcome has changed, with both outcomes.

    A score is None if nothing was handed in and no override gives one; there are then no checks.
    """

    student: str
    problem: str
    before: float | None
    after: float | None
    checks: tuple[tuple[str, str, str], ...] = ()


def snapshot(grades: ClassGrades) -> dict[tuple[str, str], Judged]:
    """The grades in the form in which the next run compares them."""
    return {(student.id, p.problem): (p.score, _outcomes(p)) for student in grades.students for p in student.problems}


def deltas_since(before: Mapping[tuple[str, str], Judged], grades: ClassGrades) -> list[Delta]:
    """What has changed for students and problems that were judged before."""
    return list(_deltas(before, snapshot(grades)))


def _deltas(before: Mapping[tuple[str, str], Judged], after: Mapping[tuple[str, str], Judged]) -> Iterator[Delta]:
    for key, (score, outcomes) in after.items():
        if key not in before:
            continue
        earlier, were = before[key]
        then_graded, now_graded = bool(were or earlier), bool(outcomes or score)
        checks = dict.fromkeys((*were, *outcomes)) if were and outcomes else ()
        ended = ((check, were.get(check, NEW), outcomes.get(check, GONE)) for check in checks)
        changed = tuple((check, then, now) for check, then, now in ended if then != now)
        if changed or then_graded != now_graded or abs(score - earlier) > ROUNDING:
            yield Delta(*key, earlier if then_graded else None, score if now_graded else None, changed)


def _outcomes(problem: ProblemGrade) -> dict[str, str]:
    checks = (problem.report or {}).get("checks")
    return {str(c["check"]): str(c["outcome"]) for c in checks} if isinstance(checks, list) else {}
