"""A program that gets nothing right is described as such, and no mistake is named."""

from __future__ import annotations

from pathlib import Path

from dropgrade.grading import Grader
from dropgrade.submission.targets import Target
from tests.cases import COURSE, PROBLEMS


def test_a_program_that_only_raises_is_named_nothing(tmp_path: Path) -> None:
    """If every function raises an error, no problem of the course names a mistake or gives a point."""
    targets = []
    for problem in PROBLEMS:
        (stub,) = (COURSE.exercises / problem).glob("*.py")
        file = tmp_path / stub.name
        file.write_text(stub.read_text().replace("raise NotImplementedError", 'raise TypeError("x")'))
        targets.append(Target(problem, file))
    with Grader(COURSE) as grader:
        report = grader.grade(targets)
    assert [check.mistakes for problem in report.problems for check in problem.checks if check.mistakes] == []
    assert report.score == 0
