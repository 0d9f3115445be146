"""The single entry point to grading: `Grader(course, seed)`, with a sandbox that stays warm between submissions."""

from __future__ import annotations

import functools
import gc
import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from dropgrade.course.problem import Problem, read_problem
from dropgrade.course.whose import student_of
from dropgrade.files import shown
from dropgrade.sandbox.launch import opened_sandbox
from dropgrade.submission.bundle import others_of
from dropgrade.submission.submission import as_handed_in

if TYPE_CHECKING:
    from dropgrade.course.course import Course
    from dropgrade.grading.job import GradingJob
    from dropgrade.grading.made import Made
    from dropgrade.report import ProblemReport, Report
    from dropgrade.sandbox.client import Sandbox
    from dropgrade.submission.targets import Target

OnProgress = Callable[[int, int], None]
"""Called with the number of checks that have run and the total."""


class Grader:
    """Grades submissions for the problems of a course, with one seed for all checks.

    Use it as a context manager: the sandbox starts on entry, warms up while the grader imports what it needs, and ends
    on exit. A `sandbox` that is passed in is used and left open; `made` holds what was graded before with the same
    seed.
    """

    def __init__(self, course: Course, seed: int = 0, sandbox: Sandbox | None = None, made: Made | None = None) -> None:
        self.course = course
        self.seed = seed
        self._given, self._known = sandbox, made
        self._ending = ExitStack()
        self._problem: Callable[[str], Problem] = lambda name: read_problem(self.course, name)

    def __enter__(self) -> Self:
        self.sandbox = self._given or self._ending.enter_context(opened_sandbox())
        gc.disable()  # collecting would cost more than a short run leaves behind
        from dropgrade.grading.made import Made  # imports NumPy, while the sandbox does so, too

        self._made = self._known or Made()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.close()

    def grade(
        self,
        targets: Sequence[Target],
        on_progress: OnProgress = lambda _done, _of: None,
        on_report: Callable[[ProblemReport], None] = lambda _: None,
        *,
        is_brief: bool = False,
        is_named: bool = True,
    ) -> Report:
        """Return the report on all targets; `on_progress` is called after each check, `on_report` after each problem.

        A brief run stops at the first lost check of each submission. Mistakes are named unless it is brief or not
        `is_named`. Raises `CourseError` if a problem is faulty, and `GraderFault` if the grader itself fails.
        """
        from dropgrade.grading.job import refuse_what_lacks_packages
        from dropgrade.grading.pytest_run import run_jobs

        jobs = [self.job(target, is_brief=is_brief, is_named=is_named) for target in self._read(targets)]
        refuse_what_lacks_packages(jobs)
        done, checks = itertools.count(1), sum(len(job.problem.checks) for job in jobs)
        identity = self.course.identity
        report = run_jobs(
            jobs, self.sandbox, self.seed, self._made, lambda: on_progress(min(next(done), checks), checks), on_report
        )
        return replace(report, course=identity.name, version=identity.version)

    def job(self, target: Target, *, is_brief: bool = False, is_named: bool = True) -> GradingJob:
        """Return the job for a target, reading its problem and its file unless they have been read before."""
        from dropgrade.grading.job import GradingJob

        problem = self._problem(target.problem)
        submission = target.submission or as_handed_in(target.file, target.others or others_of(target.file, problem))
        job = GradingJob(problem, target.label or shown(target.file), submission, is_brief, is_named)
        job.student = target.student or (student_of(self.course.root) if problem.per_student else "")
        if target.is_own:
            job.is_own()
        return job

    def _read(self, targets: Sequence[Target]) -> Iterator[Target]:
        """Read the files of the targets, each only once, since a notebook may be for many problems."""
        self._problem = functools.cache(lambda name: read_problem(self.course, name))
        read = functools.cache(as_handed_in)
        for target in targets:
            others = target.others or others_of(target.file, self._problem(target.problem))
            yield replace(target, submission=target.submission or read(target.file, others))
