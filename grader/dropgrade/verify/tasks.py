"""Tasks for several processes: programs for one problem under one seed, and the import of a suite."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dropgrade.course.author_code import does_not_import, import_file, line_in
from dropgrade.course.course import Course
from dropgrade.course.faults import Fault
from dropgrade.course.problem import Problem
from dropgrade.errors import SubmissionError
from dropgrade.grading import Grader
from dropgrade.quiz.format.model import Quiz
from dropgrade.report import ProblemReport
from dropgrade.submission.submission import Submission
from dropgrade.submission.targets import Target

if TYPE_CHECKING:
    from dropgrade.grading.made import Made
    from dropgrade.sandbox.client import Sandbox

Program = Submission | SubmissionError
BATCH = 24
"""The number of programs graded in one go: small enough to keep all cores busy until the end."""


@functools.lru_cache(maxsize=2)  # of a thousand seeds none is needed again
def _made(seed: int) -> Made:
    """Return what this process has graded under a seed, since a problem's batches share their mistakes."""
    del seed
    from dropgrade.grading.made import Made

    return Made()


@dataclass(slots=True)
class Batch:
    """Programs for one problem; if `is_brief`, each is abandoned after its first lost check."""

    course: Course
    problem: Problem
    programs: tuple[Program, ...]
    seed: int
    is_brief: bool = False
    is_named: bool = True
    result: tuple[ProblemReport, ...] = ()

    @property
    def size(self) -> int:
        """The number of checks to run."""
        return len(self.programs) * len(self.problem.checks)

    @property
    def group(self) -> str:
        """The name of the problem, whose batches share their mistakes."""
        return self.problem.name

    def run(self, sandbox: Sandbox, tick: Callable[[], None]) -> tuple[ProblemReport, ...]:
        """Grade the programs, with a tick for each check that ends."""
        targets = [Target(self.problem.name, self.problem.suite, program, is_own=True) for program in self.programs]
        with Grader(self.course, self.seed, sandbox, _made(self.seed)) as grader:
            report = grader.grade(targets, lambda _done, _of: tick(), is_brief=self.is_brief, is_named=self.is_named)
        return report.problems


@dataclass(slots=True)
class Grading:
    """Programs for one problem under one seed, in batches."""

    batches: list[Batch]

    @classmethod
    def of(
        cls,
        course: Course,
        problem: Problem,
        programs: Sequence[Program],
        seed: int,
        *,
        is_brief: bool = False,
        is_named: bool = True,
    ) -> Grading:
        """Divide programs into batches."""
        chosen = (tuple(programs[start : start + BATCH]) for start in range(0, len(programs), BATCH))
        return cls([Batch(course, problem, each, seed, is_brief, is_named) for each in chosen])

    @property
    def reports(self) -> list[ProblemReport]:
        """The reports of the programs in order, once all batches have run."""
        return [report for batch in self.batches for report in batch.result]


@dataclass(slots=True)
class SuiteImport:
    """The import of a suite, before anything is graded with it."""

    suite: Path
    size: int = 1
    group: str = ""
    result: Fault | None = None

    def run(self, sandbox: Sandbox, tick: Callable[[], None]) -> Fault | None:
        """Import the suite; if it raises, return a fault."""
        del sandbox
        tick()
        try:
            import_file(self.suite)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever an author's file raises is reported
            line, message = line_in(str(self.suite), error), does_not_import("the suite", error)
            return Fault(self.suite, line, message, "Fix the import; run the suite's first lines alone.")
        return None


@dataclass(slots=True)
class QuizTask:
    """The programs in a quiz's questions."""

    quiz: Quiz
    size: int = 1
    group: str = ""
    result: Sequence[Fault] = ()

    def run(self, sandbox: Sandbox, tick: Callable[[], None]) -> list[Fault]:
        """Run them and compare what they print with the keys."""
        from dropgrade.verify.quiz_rules import prove_quiz

        faults = prove_quiz(self.quiz, sandbox)
        tick()
        return faults
