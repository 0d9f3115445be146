"""The engine as commands use it: opened once, then given whatever is to be graded, as often as they like."""

from __future__ import annotations

import functools
import gc
import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dropgrade.cli._common import progress
from dropgrade.course.problem import read_problem
from dropgrade.files import shown
from dropgrade.sandbox.launch import opened_sandbox
from dropgrade.submission.submission import as_handed_in

if TYPE_CHECKING:
    from dropgrade.course.course import Course
    from dropgrade.report import Report
    from dropgrade.submission.targets import Target

Grade = Callable[["Sequence[Target]"], "Report"]


@contextmanager
def opened_grader(course: Course, seed: int, *, shows_progress: bool) -> Iterator[Grade]:
    """A function that grades targets; the sandbox stays warm between its calls and is closed at the end."""
    gc.disable()  # a short run leaves less behind than collecting it costs
    with opened_sandbox() as sandbox:
        from dropgrade.grading.job import Job
        from dropgrade.grading.pytest_run import run_jobs

        def grade(targets: Sequence[Target]) -> Report:
            read = functools.cache(as_handed_in)  # a notebook may be for many problems
            jobs = [Job(read_problem(course, t.problem), shown(t.file), read(t.file)) for t in targets]
            checks, done = sum(len(j.problem.checks) for j in jobs), itertools.count(1)
            with progress("Checking", shown=shows_progress) as show:
                return run_jobs(jobs, sandbox, seed, lambda _: show(next(done), checks))

        yield grade
