"""The reference with known mistakes made in it, and how it is graded: each program once for a seed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dropgrade.course.edits import Edit, EditError, edited
from dropgrade.course.problem import Problem
from dropgrade.grading.job import GradingJob
from dropgrade.report import CheckResult
from dropgrade.submission.submission import Submission

Results = Mapping[str, CheckResult]
Key = tuple[Path, int, str]
"""A suite, when it was changed last, and a program."""


@dataclass(slots=True)
class Made:
    """What programs that were made of edits gave, by the suite and the program; a class pays for each once."""

    known: dict[Key, Results] = field(default_factory=dict)

    def results(self, problem: Problem, edits: tuple[Edit, ...], run: Callable[[GradingJob], None]) -> Results | None:
        """How the reference with these edits is graded, or None where they cannot be made together."""
        source = _source(problem, edits)
        if source is None:
            return None
        key = _key(problem, source)
        if key not in self.known:
            file = Path(f"{problem.stem}.py")
            digest = hashlib.sha256(source.encode()).hexdigest()
            job = GradingJob(problem, file.name, Submission(file, digest, ((file.name, source),)))
            run(job)
            self.known[key] = job.results
        return self.known[key]

    def keep(self, job: GradingJob) -> None:
        """Keep what a submission gave: where it is one of the programs that could be made, it need not run again."""
        if isinstance(job.submission, Submission) and len(job.submission.parts) == 1:
            self.known[_key(job.problem, job.submission.parts[0][1])] = dict(job.results)


def _key(problem: Problem, source: str) -> Key:
    return problem.suite, problem.suite.stat().st_mtime_ns, source


def _source(problem: Problem, edits: tuple[Edit, ...]) -> str | None:
    try:
        reference = (problem.solution / f"{problem.stem}.py").read_text(encoding="utf-8")
        return edited(reference, edits)
    except (OSError, UnicodeDecodeError, EditError):  # `verify` says what is wrong; a student is not the one to hear it
        return None
