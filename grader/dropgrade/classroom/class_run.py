"""Grade a class: programs that are due go out in batches, and each result is recorded as it arrives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from dropgrade import __version__
from dropgrade.classroom.book import Book
from dropgrade.classroom.class_batch import Batch, Result, Work
from dropgrade.classroom.rows import HandedIn, Run
from dropgrade.classroom.standard import Standard
from dropgrade.classroom.stored_report import stored
from dropgrade.course.problem import Problem
from dropgrade.errors import DropgradeError, GraderFault
from dropgrade.report import CheckResult, Outcome, ProblemReport

BATCH = 8
"""Programs that a process is given at once. Few, because a slow program delays the ones behind it."""
HOPELESS = 3
"""If nothing could be graded and more programs than this have failed, the machine is at fault."""
OnResults = Callable[[Batch, Sequence[Result]], None]
"""Called with a batch and the results of it that have just arrived."""
OnFailure = Callable[[Batch, Exception], Sequence[Batch]]
"""Called with a batch that could not be graded completely; returns the batches to run instead."""


class Engine(Protocol):
    """What runs batches: the processes of this machine, or a cluster."""

    def __call__(self, batches: Sequence[Batch], on_results: OnResults, on_failure: OnFailure) -> None:
        """Run all batches, in any order. Raises what the two functions raise, and any fault that ends the whole run."""


def on_this_machine(jobs: int) -> Engine:
    """An engine that grades in `jobs` processes of this machine."""
    from dropgrade.grading.parallel import run_each

    def engine(batches: Sequence[Batch], on_results: OnResults, on_failure: OnFailure) -> None:
        run_each(batches, on_results, on_failure, jobs)

    return engine


def due(book: Book, standard: Standard, *, again: bool) -> list[Work]:
    """The programs without a grade and those that the grader failed on; with `again`, also those graded otherwise."""
    found: dict[tuple[str, str, str], list[HandedIn]] = {}
    done = book.made_with()
    for problem, suite in standard.suites.items():
        for handed in book.submissions(problem=problem):
            made_with, has_failed = done.get(handed.id, (None, False))
            is_other = made_with != (suite, standard.seed, __version__)
            if handed.is_chosen and (made_with is None or has_failed or (again and is_other)):
                own = handed.student if standard.problems[problem].per_student else ""
                found.setdefault((problem, handed.sha256, own), []).append(handed)
    return [Work(problem, digest, tuple(handed), own) for (problem, digest, own), handed in found.items()]


def grade_due(
    book: Book,
    standard: Standard,
    works: Sequence[Work],
    engine: Engine,
    on_progress: Callable[[int, int], None],
    lateness: Callable[[HandedIn], float | None] = lambda _: None,
) -> None:
    """Grade the programs that are due; `on_progress` is called with the submissions graded so far and their total.

    Raises `GraderFault` where nothing can be graded on this machine.
    """
    _Run(book, standard, works, on_progress, lateness).run(engine)


@dataclass(slots=True)
class _Run:
    """A single run: the programs that are due, the failures, and the progress so far."""

    book: Book
    standard: Standard
    works: Sequence[Work]
    on_progress: Callable[[int, int], None]
    lateness: Callable[[HandedIn], float | None]
    done: int = 0
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)

    def run(self, engine: Engine) -> None:
        self.on_progress(0, self._total)
        engine(list(self._batches()), self._write, self._failed)

    @property
    def _total(self) -> int:
        return sum(len(each.handed) for each in self.works)

    def _batches(self) -> Iterator[Batch]:
        size = max(1, min(BATCH, len(self.works) // 8))
        for problem in self.standard.problems:
            own = [work for work in self.works if work.problem == problem]
            for start in range(0, len(own), size):
                yield self._batch(own[start : start + size])

    def _batch(self, works: Sequence[Work]) -> Batch:
        return Batch(self.book.folder, self.standard.course, works[0].problem, tuple(works), self.standard.seed)

    def _write(self, batch: Batch, results: Sequence[Result]) -> None:
        """Record results for each submission that holds such a program; the first result of a program counts."""
        new = [result for result in results if result.place in batch.left]
        self._record((batch.works[result.place], result) for result in new)
        batch.left -= {result.place for result in new}

    def _record(self, graded: Iterable[tuple[Work, Result]]) -> None:
        runs = [self._run(work, handed, result) for work, result in graded for handed in work.handed]
        self.book.record(*runs)
        self.done += len(runs)
        self.on_progress(self.done, self._total)

    def _run(self, work: Work, handed: HandedIn, result: Result) -> Run:
        standard, own = self.standard, {**result.report, "source": handed.path}
        return Run(
            handed.id, work.sha256, standard.suites[work.problem], standard.course_sha256, standard.name,
            standard.version, __version__, standard.seed, datetime.now(UTC), own, result.text, self.lateness(handed),
        )  # fmt: skip

    def _failed(self, batch: Batch, error: Exception) -> list[Batch]:
        """Grade the rest of a batch one program at a time; a program that fails alone is left for review."""
        again: list[Batch] = []
        for place in sorted(batch.left):
            work = batch.works[place]
            key = (work.problem, f"{work.sha256} {work.student}")
            self.failures[key] += len(batch.left) == 1
            if not self.done and self.failures.total() > HOPELESS:
                raise error if isinstance(error, DropgradeError) else GraderFault(f"Grading failed: {error}")
            if self.failures[key] > 1:
                report = stored(_in_doubt(self.standard.problems[work.problem], work, error))
                self._record([(work, Result(place, report, ""))])
            else:
                again.append(self._batch([work]))
        return again


def _in_doubt(problem: Problem, work: Work, error: Exception) -> ProblemReport:
    """A report that says of every check that the grader itself failed."""
    why = error.message if isinstance(error, DropgradeError) else f"{type(error).__name__}: {error}"
    words = "The grader itself failed here; this costs you nothing until a person has looked at it."
    checks = tuple(
        CheckResult(spec.name, spec.title, Outcome.NEEDS_REVIEW, spec.points, words, doubt=why)
        for spec in problem.checks
    )
    return ProblemReport(problem.name, problem.title, work.handed[0].path, work.sha256, checks)
