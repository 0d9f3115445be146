"""The shipped course as the tests see it: its problems, and the files that each is proved on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dropgrade.course.course import Course
from dropgrade.course.edits import edited
from dropgrade.course.problem import read_problem
from tests.conftest import ROOT

COURSE = Course(ROOT, ROOT)
PROBLEMS = COURSE.names()


@dataclass(frozen=True)
class Case:
    """One program for a problem, and what it is there for: the stub, or a right one."""

    problem: str
    kind: str
    label: str

    def __str__(self) -> str:
        return f"{self.problem}-{self.kind}-{self.label}"

    @property
    def file(self) -> Path:
        """Where it is."""
        stem = self.problem.partition("_")[2]
        if self.kind == "stub":
            return COURSE.exercises / self.problem / f"{stem}.py"
        solution = COURSE.authority / "solutions" / self.problem
        return solution / f"{stem}.py" if self.label == "reference" else solution / self.kind / f"{self.label}.py"


def _cases(problem: str) -> list[Case]:
    solution = COURSE.authority / "solutions" / problem
    found = [Case(problem, "stub", "stub"), Case(problem, "right", "reference")]
    return found + [Case(problem, "right", file.stem) for file in sorted(solution.glob("right/*.py"))]


ALL_CASES = [case for problem in PROBLEMS for case in _cases(problem)]


def of_kind(kind: str) -> list[Case]:
    """All cases of one kind, over all problems."""
    return [case for case in ALL_CASES if case.kind == kind]


def program(problem: str, *mistakes: str) -> str:
    """The reference of a problem with known mistakes made in it."""
    definition = read_problem(COURSE, problem)
    reference = (definition.solution / f"{definition.stem}.py").read_text("utf-8")
    made = edited(reference, [definition.mistakes[name].edits[0] for name in mistakes])
    assert made is not None, f"{mistakes} cannot be made at once"
    return made
