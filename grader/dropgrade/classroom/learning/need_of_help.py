"""Students who may need help, and the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dropgrade.classroom.grades import ClassGrades, ProblemGrade, StudentGrade
from dropgrade.classroom.learning.item_statistics import is_judged
from dropgrade.classroom.learning.score_statistics import has_work
from dropgrade.report import Outcome

HALF = 0.5
"""The share of the points below which a student is listed."""
STILL = 2
"""How many attempts in a row must be no better than an earlier one."""
ENDS = {
    Outcome.NOT_ATTEMPTED.value: "handed in the stub",
    Outcome.ERROR.value: "the program fails in every check",
    Outcome.MISSING.value: "the function is missing",
    Outcome.TIMEOUT.value: "the program does not end",
    Outcome.MEMORY.value: "the program runs out of memory",
    Outcome.CRASH.value: "the program crashes",
}


@dataclass(frozen=True, slots=True)
class Need:
    """A student who may need help, and the reason."""

    student: StudentGrade
    reasons: tuple[str, ...]


def needs_of(grades: ClassGrades) -> list[Need]:
    """Students who handed in nothing, make no progress, or have less than half of the points; lowest scores first."""
    found = [Need(s, tuple(_reasons(s))) for s in grades.students if not s.needs_review]
    return sorted((n for n in found if n.reasons), key=lambda n: (_share(n.student), n.student.id))


def _share(student: StudentGrade) -> float:
    return student.score / student.max_score if student.max_score else 1.0


def _reasons(student: StudentGrade) -> Iterator[str]:
    if not has_work(student):
        if not any(p.overridden_by for p in student.problems):
            yield "handed in nothing that can be graded"
        return
    for problem in filter(makes_no_progress, student.problems):
        yield f"no better in {_number(problem)} for {_attempts_since_best(problem)} attempts"
    if _share(student) < HALF:
        yield from list(_ends(student)) or ["less than half of the points"]


def _ends(student: StudentGrade) -> Iterator[str]:
    """The problems in which a student got nowhere, and how."""
    for outcome, words in ENDS.items():
        ended = [p for p in student.problems if p.report is not None and p.report["outcome"] == outcome]
        if len(ended) == len(student.problems):
            yield words
        elif ended:
            yield f"{words}: {', '.join(map(_number, ended))}"
    if missing := [p for p in student.problems if p.report is None]:
        yield f"nothing for {', '.join(map(_number, missing))}"


def _number(grade: ProblemGrade) -> str:
    return grade.problem.partition("_")[0]


def makes_no_progress(grade: ProblemGrade) -> bool:
    """Whether the last attempts at a problem were no better than an earlier one."""
    return is_judged(grade) and grade.score < grade.max_score and _attempts_since_best(grade) >= STILL


def _attempts_since_best(grade: ProblemGrade) -> int:
    """How many attempts were made after the best one."""
    every = [*grade.earlier, grade.score]
    return len(every) - 1 - every.index(max(every))
