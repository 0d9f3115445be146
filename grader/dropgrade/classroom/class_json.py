"""The grades of a class as one JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dropgrade.classroom.grades import SCHEMA, ClassGrades, LeftOut, ProblemGrade, StudentGrade
from dropgrade.classroom.stored_report import plain
from dropgrade.report import Outcome


def class_json(grades: ClassGrades) -> dict[str, Any]:
    """The object of `dropgrade/class/v1`."""
    return {
        "schema": SCHEMA,
        "students": [_student(student) for student in grades.students],
        "unmatched": _lines(grades.unmatched),
        "review": _lines(grades.review),
    }


def _student(student: StudentGrade) -> dict[str, Any]:
    return {
        "id": student.id,
        "name": student.name,
        "score": student.score,
        "max_score": student.max_score,
        "late_days": student.late_days,
        "problems": [_problem(problem) for problem in student.problems],
    }


def _problem(problem: ProblemGrade) -> dict[str, Any]:
    """The problem's report; where nothing was handed in, one that says so."""
    if problem.report is not None:
        return plain(problem.report)
    return {
        "problem": problem.problem,
        "title": problem.title,
        "outcome": Outcome.MISSING.value,
        "score": 0.0,
        "max_score": problem.max_score,
        "capped_by": [],
        "source": "",
        "sha256": "",
        "checks": [],
    }


def _lines(left: Sequence[LeftOut]) -> list[dict[str, str]]:
    return [{"path": each.path, "reason": each.reason} for each in left]
