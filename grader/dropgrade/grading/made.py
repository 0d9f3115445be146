"""Results of programs already graded with a seed, so that each program, also the edited reference, runs only once."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dropgrade.course.edits import Edit, EditError, edited
from dropgrade.course.problem import Problem
from dropgrade.grading.job import GradingJob
from dropgrade.report import CheckResult
from dropgrade.submission.bundle import read_bundle
from dropgrade.submission.submission import Submission

MOST_RECENT = 200
Results = Mapping[str, CheckResult]
Key = tuple[Path, int, str, str, str]
"""A suite, the time of its last change, a program, the student whose data it was run with, and the only check."""


@dataclass(slots=True)
class Made:
    """The results of programs by suite and text, shared by all submissions of a class."""

    known: dict[Key, Results] = field(default_factory=dict)
    recent: OrderedDict[Key, Results] = field(default_factory=OrderedDict)
    """The results of the latest submissions; limited, because a class may have many."""

    def results(
        self,
        problem: Problem,
        edits: tuple[Edit, ...],
        run: Callable[[GradingJob], None],
        student: str = "",
        only: str = "",
    ) -> Results | None:
        """Grade the reference with these edits by all checks or one; return None if they cannot be combined.

        If the data differ between students, those of `student` are used.
        """
        source = _source(problem, edits)
        if source is None:
            return None
        key = _key(problem, source, student, only)
        if (found := self.known.get(key) or self.recent.get(key)) is not None:
            return found
        file = Path(f"{problem.stem}.py")
        digest = hashlib.sha256(source.encode()).hexdigest()
        submission = Submission(file, digest, ((file.name, source),))
        job = GradingJob(problem, file.name, submission, student=student, only=only)
        job.is_own()
        run(job)
        self.known[key] = job.results
        return job.results

    def recalls(self, job: GradingJob) -> bool:
        """Whether the same program was graded before with this seed; if so, copy its results to the job."""
        source = _program(job)
        key = _key(job.problem, source, job.student) if source else None
        known = (self.known.get(key) or self.recent.get(key)) if key else None
        job.results.update(known or {})
        return known is not None

    def keep(self, job: GradingJob) -> None:
        """Store the results of a submission, for an identical one or for a diagnosis."""
        if source := _program(job):
            self.recent[_key(job.problem, source, job.student)] = dict(job.results)
            if len(self.recent) > MOST_RECENT:
                self.recent.popitem(last=False)


def _program(job: GradingJob) -> str:
    """Return the text of a submission that is a single file and judged in full, or an empty string."""
    is_file = isinstance(job.submission, Submission) and not job.submission.is_notebook and not job.is_brief
    return job.submission.parts[0][1] if is_file and isinstance(job.submission, Submission) else ""


def _key(problem: Problem, source: str, student: str, only: str = "") -> Key:
    return problem.suite, problem.suite.stat().st_mtime_ns, source, student if problem.per_student else "", only


def _source(problem: Problem, edits: tuple[Edit, ...]) -> str | None:
    try:
        reference = read_bundle(problem.solution / f"{problem.stem}.py", problem)
        return edited(reference, edits)
    except (OSError, UnicodeDecodeError, EditError):  # reported by `verify`, not to students
        return None
