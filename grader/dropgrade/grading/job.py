"""A submission to be graded, and what is learned about it across its checks."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from dropgrade.course.given import given_data, given_modules
from dropgrade.course.problem import Problem
from dropgrade.course.suite import CheckSpec
from dropgrade.errors import GraderFault, NoFile, SubmissionError
from dropgrade.grading.state import keeps_state, only_computes
from dropgrade.report import CheckResult, Outcome
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.outcomes import LoadRaised, RaisedInfo, WorkerOutcome
from dropgrade.sandbox.packages import lack_of
from dropgrade.sandbox.program import Parts, Program
from dropgrade.submission.bundle import split
from dropgrade.submission.outline import definitions, last_line_of
from dropgrade.submission.submission import LONGEST_LINE, Submission

PATIENCE = 2
"""After this many timeouts the other checks of a submission are not run."""
IN_ALL = 0.5
"""The share of its checks' total time that a submission may use."""


@dataclass(slots=True)
class GradingJob:
    """A submission for a problem; what is learned while it runs is kept here.

    If it `is_brief`, the checks after the first lost one are not run, and no mistake is named. A program that
    `keeps_nothing` is one of the course's own and carries no state from one check to the next; one that `runs_here`
    needs no process of its own either.
    """

    problem: Problem
    source: str
    submission: Submission | SubmissionError
    is_brief: bool = False
    is_named: bool = True
    """Whether its mistakes are named."""
    only: str = ""
    """The only check to run; empty for all of them."""
    keeps_nothing: bool = False
    runs_here: bool = False
    student: str = ""
    """The id of who handed it in, if known."""
    results: dict[str, CheckResult] = field(default_factory=dict)
    load_failure: WorkerOutcome | None = None
    timeouts: int = 0
    cpu: float = 0.0

    def is_own(self) -> None:
        """Treat the program as one of the course's own, whose text says what it does."""
        texts = [text for _, text in self.submission.parts] if isinstance(self.submission, Submission) else []
        self.keeps_nothing = bool(texts) and not any(map(keeps_state, texts))
        self.runs_here = self.keeps_nothing and all(map(only_computes, texts))

    @property
    def sha256(self) -> str:
        """The hash of the file that was handed in; empty if it could not be read."""
        return self.submission.sha256 if isinstance(self.submission, Submission) else ""

    @property
    def checks(self) -> tuple[CheckSpec, ...]:
        """The checks to run."""
        return tuple(spec for spec in self.problem.checks if self.only in ("", spec.name))

    @property
    def lack(self) -> str:
        """What this machine lacks to grade the problem; empty if nothing is missing."""
        return lack_of(self.problem.allow.packages)

    @property
    def remark(self) -> str:
        """What was unusual about reading the file."""
        return self.submission.remark if isinstance(self.submission, Submission) else ""

    @property
    def reason_to_stop(self) -> str:
        """Why no further check is run; empty to go on."""
        if self.timeouts >= PATIENCE:
            return "two checks before it ran out of time"
        if self.cpu > max(self.limits.cpu_in_all, IN_ALL * len(self.problem.checks) * self.problem.cpu_seconds):
            return f"the checks before it took {self.cpu:.0f} seconds of computing"
        lost = self.is_brief and any(
            result.outcome not in (Outcome.PASS, Outcome.TO_BE_READ) for result in self.results.values()
        )
        return "a check before it was lost" if lost else ""

    @property
    def limits(self) -> Limits:
        """The limits of one check, with less CPU time after a timeout."""
        seconds = self.problem.cpu_seconds / (1 + self.timeouts)
        return Limits(seconds, self.problem.memory_mb, packages=self.problem.allow.packages)

    @property
    def program(self) -> Program:
        """What a worker loads; raises the `SubmissionError` of a file that could not be read."""
        if isinstance(self.submission, SubmissionError):
            raise self.submission
        problem, given = self.problem, given_modules(self.problem)
        modules = self.modules
        return Program(
            problem.stem,
            modules.pop(problem.stem),
            tolerant=self.submission.is_notebook,
            beside=modules | {name: ((f"{name}.py", source),) for name, source in given.items()},
            is_script=problem.script,
            files=given_data(problem) if problem.allow.files else None,
            global_random=problem.allow.global_random,
            student=self.student if problem.per_student else "",
        )

    @property
    def modules(self) -> dict[str, Parts]:
        """The modules that the student wrote, by name, each with its parts.

        If a notebook or a single file defines what another module should define, it also counts as that module. Raises
        `NoFile` if a module is missing.
        """
        problem, submission = self.problem, self.submission
        if not isinstance(submission, Submission):
            raise submission
        parts = submission.parts_for(problem.all_names)
        if submission.is_notebook or not problem.modules:
            return dict.fromkeys(problem.written, parts)
        label, files = parts[0][0], split(parts[0][1], problem.modules)
        main = ((label, files[""]),)
        return {problem.stem: main} | {m: self._module(m, main, files) for m in problem.modules}

    def _module(self, name: str, main: Parts, files: dict[str, str]) -> Parts:
        if name in files:
            return ((f"{name}.py", files[name]),)
        if {*definitions(main[0][1])}.issuperset(self.problem.modules[name]):
            return main
        raise NoFile(f"There is no {name}.py beside {main[0][0]}.", f"Hand in {self._all_files}, all of them.")

    @property
    def _all_files(self) -> str:
        return " and ".join(f"{module}.py" for module in self.problem.written)

    def line(self, part: str, number: int) -> str:
        """Return a line of the submission, stripped and shortened if it is very long; empty if it does not exist."""
        lines = dict(self.sources).get(part, "").split("\n")  # count as Python does: a form feed does not end a line
        return lines[number - 1].strip()[:LONGEST_LINE] if 0 < number <= len(lines) else ""

    @property
    def sources(self) -> Parts:
        """The files or cells that were handed in, with their labels; empty if they could not be read."""
        if not isinstance(self.submission, Submission) or self.submission.is_notebook or not self.problem.modules:
            return self.submission.parts if isinstance(self.submission, Submission) else ()
        label, text = self.submission.parts[0]
        return tuple((f"{name}.py" if name else label, own) for name, own in split(text, self.problem.modules).items())

    @property
    def has_labels(self) -> bool:
        """Whether a line number is ambiguous without the name of its cell or file."""
        return isinstance(self.submission, Submission) and (self.submission.is_notebook or bool(self.problem.modules))

    def seed_of(self, check: str, seed: int) -> int:
        """Return the seed of one check, the same in every run and on every machine."""
        own = f"/{self.student}" if self.problem.per_student and self.student else ""
        return zlib.crc32(f"{seed}/{self.problem.name}/{check}{own}".encode())


def refuse_what_lacks_packages(jobs: Sequence[GradingJob]) -> None:
    """Raise `GraderFault` if this machine lacks what all of these problems need.

    If some can be graded, they are, and the checks of the others need review.
    """
    lacking = [job for job in jobs if job.lack]
    if lacking and len(lacking) == len(jobs):
        first = lacking[0].problem
        packages = " ".join(dict.fromkeys(name for job in lacking for name in job.problem.allow.packages))
        raise GraderFault(
            f"{first.name} cannot be graded: {lacking[0].lack}.", f"Install what is missing: pip install {packages}"
        )


def refuse_old_cells(job: GradingJob, broken: Sequence[RaisedInfo]) -> None:
    """Raise the exception of the last cell that defines a required name, if it failed before defining it.

    A definition from an earlier cell is not what the student wants to have graded.
    """
    if not isinstance(job.submission, Submission) or not job.submission.is_notebook:
        return
    for name in job.problem.names:
        own = [(label, source) for label, source in job.submission.parts if last_line_of(source, [name])]
        for info in broken:
            line = info.path[0][1] if info.path else 0
            if own and info.part == own[-1][0] and line <= last_line_of(own[-1][1], [name]):
                raise LoadRaised(info)
