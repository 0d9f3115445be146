"""A small class as plain data, as judging would return it, without grading anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dropgrade.classroom.grades import ClassGrades, ProblemGrade, StudentGrade
from dropgrade.classroom.stored_report import stored
from dropgrade.report import CheckResult, Mistake, Outcome, ProblemReport

HOSTILE = '=HYPERLINK("http://x")<script>alert(1)</script>'
MESSAGES = {
    "no_scaling": "The survivors keep their size.",
    "float64_out": "The result is float64.",
    "divides_by_p": "It divides by p.",
}
CHECKS = {"test_rate": 4.0, "test_scale": 5.0, "test_dtype": 1.0}


def report(problem: str, failed: dict[str, Sequence[str]], source: str = "work.py") -> ProblemReport:
    """A report in which some checks fail, each with the mistakes that it names."""
    checks = tuple(
        CheckResult(
            name,
            f"Title of {name}.",
            Outcome.FAIL if name in failed else Outcome.PASS,
            worth,
            message=f"the {name}: observed 17.25, expected 2." if name in failed else "",
            what=f"the {name}" if name in failed else "",
            observed="17.25" if name in failed else "",
            expected="2" if name in failed else "",
            mistakes=tuple(Mistake(m, MESSAGES[m]) for m in failed.get(name, ())),
        )
        for name, worth in CHECKS.items()
    )
    return ProblemReport(problem, "Inverted scaling", source, "ab" * 32, checks)


def grade(problem: str = "p03_inverted_scaling", /, program: str = "x = 1\n", **failed: Sequence[str]) -> ProblemGrade:
    """A grade by the checks that fail."""
    found = report(problem, failed)
    return ProblemGrade(
        problem, found.title, found.score, found.max_score, report=stored(found), source="work.py", program=program
    )


def nothing(problem: str = "p03_inverted_scaling") -> ProblemGrade:
    """The grade where nothing was handed in."""
    return ProblemGrade(problem, "Inverted scaling", 0.0, 10.0)


def in_doubt(problem: str = "p03_inverted_scaling") -> ProblemGrade:
    """The grade where the grader failed."""
    return replace(grade(problem), score=0.0, needs_review=True)


def student(number: int, name: str, *grades: ProblemGrade) -> StudentGrade:
    """A student with an id of each system."""
    roster = {
        "last": name, "email": f"Student{number}@Uni.example", "sid": f"31{number:05}", "canvas": f"12{number:03}",
        "moodle": f"1234{number:03}", "github": f"Login{number}",
    }  # fmt: skip
    folder = f"{name}_1234{number:03}_assignsubmission_file_"
    work = tuple(replace(g, source=f"{folder}/{g.source}") if g.source else g for g in grades)
    return StudentGrade(f"31{number:05}", name, work, roster)


CLASS = ClassGrades(
    "Dropout 1",
    "2026",
    (
        student(1, "Müller Zoë", grade()),
        student(2, 'O\'Brien, "Seán"', grade(test_scale=["no_scaling"])),
        student(3, HOSTILE, grade(test_scale=["no_scaling"], test_dtype=["float64_out"])),
        student(4, "Nothing Ann", nothing()),
        student(5, "Doubt Ben", in_doubt()),
        student(6, "Smith Alex", replace(grade(test_dtype=["float64_out"]), score=6.675, late_days=1.5)),
        student(7, "Smith Alex", grade(test_rate=["divides_by_p"], test_scale=[])),
    ),
)
"""Scores 10, 5, 4, none, none, 6.675 and 1 of 10; the last two have one name."""
