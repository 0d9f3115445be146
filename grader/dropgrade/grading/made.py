"""Programs that were graded with a seed, and the reference with known mistakes made in it: each is run once."""

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
Key = tuple[Path, int, str, str]
"""A suite, when it was changed last, a program, and the student whose data it met."""


@dataclass(slots=True)
class Made:
    """What programs gave, by the suite and their text; a class pays for each once."""

    known: dict[Key, Results] = field(default_factory=dict)
    recent: OrderedDict[Key, Results] = field(default_factory=OrderedDict)
    """What the latest submissions gave; a class may have any number of them."""

    def results(
        self, problem: Problem, edits: tuple[Edit, ...], run: Callable[[GradingJob], None], student: str = ""
    ) -> Results | None:
        """How the reference with these edits is graded, or None where they cannot be made together.

        Where the data differ by student, it meets those of this one.
        """
        source = _source(problem, edits)
        if source is None:
            return None
        key = _key(problem, source, student)
        if (found := self.known.get(key) or self.recent.get(key)) is not None:
            return found
        file = Path(f"{problem.stem}.py")
        digest = hashlib.sha256(source.encode()).hexdigest()
        submission = Submission(file, digest, ((file.name, source),))
        job = GradingJob(problem, file.name, submission, student=student)
        job.is_own()
        run(job)
        self.known[key] = job.results
        return job.results

    def recalls(self, job: GradingJob) -> bool:
        """Whether the same program was graded before with this seed; its results are then the job's."""
        source = _program(job)
        key = _key(job.problem, source, job.student) if source else None
        known = (self.known.get(key) or self.recent.get(key)) if key else None
        job.results.update(known or {})
        return known is not None

    def keep(self, job: GradingJob) -> None:
        """Keep what a submission gave, for a second one that is the same and for a diagnosis that would make it."""
        if source := _program(job):
            self.recent[_key(job.problem, source, job.student)] = dict(job.results)
            if len(self.recent) > MOST_RECENT:
                self.recent.popitem(last=False)


def _program(job: GradingJob) -> str:
    """The text of a submission of one file that is judged in full; empty for any other."""
    is_file = isinstance(job.submission, Submission) and not job.submission.is_notebook and not job.is_brief
    return job.submission.parts[0][1] if is_file and isinstance(job.submission, Submission) else ""


def _key(problem: Problem, source: str, student: str) -> Key:
    return problem.suite, problem.suite.stat().st_mtime_ns, source, student if problem.per_student else ""


def _source(problem: Problem, edits: tuple[Edit, ...]) -> str | None:
    try:
        reference = read_bundle(problem.solution / f"{problem.stem}.py", problem)
        return edited(reference, edits)
    except (OSError, UnicodeDecodeError, EditError):  # `verify` says what is wrong; a student is not the one to hear it
        return None
