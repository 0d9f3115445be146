"""The proof of one problem: what has to be run for it, and what the results amount to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dropgrade.course.course import Course
from dropgrade.course.faults import Fault
from dropgrade.course.problem import Problem, examine_problem
from dropgrade.errors import SubmissionError
from dropgrade.grading.parallel import Task
from dropgrade.pictures.proof import PictureTask
from dropgrade.report import Outcome
from dropgrade.submission.submission import Submission
from dropgrade.verify.false_alarms import Alarm, Repeats
from dropgrade.verify.file_rules import EQUIVALENT, inspect
from dropgrade.verify.findings import Mutation, ProblemProof
from dropgrade.verify.matrix import UNLOST, Trial, table_of
from dropgrade.verify.mutation.equivalents import Equivalent, judge_survivors, read_equivalents
from dropgrade.verify.mutation.mutants import Mutant, mutants_of
from dropgrade.verify.run_rules import any_doubt, judge, judge_wrong
from dropgrade.verify.samples import Kind, Specimen, in_memory, specimens_of
from dropgrade.verify.tasks import BATCH, Batch, SuiteImport

NAMED_AGAIN = 10
"""Further seeds under which known-wrong solutions have to be named alike."""
NOT_RUN = "No program was run: mend these first."
NOT_JUDGED = "What the solutions earn and are named was not judged: mend these first."
Results = Iterator[Any]
"""What the tasks gave, in their order."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What is asked for beyond the proof itself: right programs under further seeds, mutants of the reference."""

    seed: int = 0
    repeat: int = 0
    mutants: bool = False


@dataclass(slots=True)
class ProblemCase:
    """A problem on its way to a proof: first its `tasks`, then `conclude` with their results."""

    course: Course
    name: str
    demands: Demands
    problem: Problem | None = None
    is_runnable: bool = False
    faults: list[Fault] = field(default_factory=list)
    specimens: list[Specimen] = field(default_factory=list)
    mutants: list[Mutant] = field(default_factory=list)
    equivalents: list[Equivalent] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read everything, and note every fault that can be seen without running anything."""
        self.problem, self.faults = examine_problem(self.course, self.name)
        self.is_runnable = self.problem is not None and not self.faults
        if self.problem is None:
            return
        self.specimens = specimens_of(self.course, self.problem)
        self.faults += inspect(self.course, self.problem, self.specimens)
        self.equivalents, faults = read_equivalents(self.problem.solution / EQUIVALENT)
        self.faults += faults
        if self.demands.mutants and isinstance(self._reference.submission, Submission):
            self.mutants = mutants_of("".join(text for _, text in self._reference.submission.parts))

    @property
    def _reference(self) -> Specimen:
        return next(s for s in self.specimens if s.kind is Kind.REFERENCE)

    @property
    def _right(self) -> list[Specimen]:
        return [s for s in self.specimens if s.kind in (Kind.REFERENCE, Kind.RIGHT)]

    @property
    def _wrong(self) -> list[Specimen]:
        return [s for s in self.specimens if s.kind is Kind.WRONG and s.is_program]

    def tasks(self) -> Iterator[Task]:
        """What has to be run; nothing where problem.toml or the form of the suite is faulty."""
        if self.problem is None or not self.is_runnable:
            return
        yield SuiteImport(self.problem.suite)
        yield PictureTask(self.problem, self._reference.submission, self.demands.seed)
        yield from self._batches([s.submission for s in self.specimens])
        for seed in self._seeds():
            yield from self._batches([s.submission for s in self._right], seed)
        for seed in self._seeds()[:NAMED_AGAIN]:
            yield from self._batches([s.submission for s in self._wrong], seed)
        yield from self._batches([in_memory(self._reference.file, m.source) for m in self.mutants], is_brief=True)

    def _seeds(self) -> range:
        first = self.demands.seed + 1  # the proof itself takes the seed that was asked for
        return range(first, first + self.demands.repeat)

    def _batches(
        self, programs: Sequence[Submission | SubmissionError], seed: int | None = None, *, is_brief: bool = False
    ) -> Iterator[Batch]:
        assert self.problem is not None  # noqa: S101 - for the type checker: there are no tasks without one
        for start in range(0, len(programs), BATCH):
            chosen = tuple(programs[start : start + BATCH])
            yield Batch(
                self.course, self.problem, chosen, self.demands.seed if seed is None else seed, is_brief=is_brief
            )

    def conclude(self, results: Results) -> ProblemProof:
        """The proof, from the results of the tasks; those of a suite that cannot be imported say nothing."""
        if self.problem is None or not self.is_runnable:
            title = self.problem.title if self.problem else ""
            return ProblemProof(self.name, title, tuple(self.faults), unjudged=NOT_RUN)
        broken, undrawn = next(results), next(results)
        self.faults += [undrawn] if undrawn is not None else []
        trials = tuple(map(Trial, self.specimens, _reports(results, len(self.specimens))))
        repeats = self._repeats(results)
        renamed = list(self._named_again(results))
        mutation = self._mutation(results)
        if broken is not None:
            return ProblemProof(self.name, self.problem.title, (*self.faults, broken), unjudged=NOT_RUN)
        self.faults += judge(self.problem, trials)
        if not any_doubt(trials):
            self.faults += renamed
        is_right = all(c.outcome is Outcome.PASS for c in trials[1].report.checks)
        if mutation and is_right:  # else every mutant fails for the same reason
            files = self._reference.file, self.problem.solution / EQUIVALENT
            self.faults += judge_survivors(*files, mutation.survivors, self.equivalents)
        if repeats:
            self.faults += self._alarms(repeats)
        table = table_of(self.problem.checks, trials)
        unjudged = NOT_JUDGED if any_doubt(trials) else ""
        return ProblemProof(
            self.name, self.problem.title, tuple(self.faults), trials, table, unjudged, repeats, mutation
        )

    def _named_again(self, results: Results) -> Iterator[Fault]:
        """What is caught or named otherwise under another seed, each once."""
        told = set()
        for seed in self._seeds()[:NAMED_AGAIN]:
            trials = map(Trial, self._wrong, _reports(results, len(self._wrong)))
            for fault in judge_wrong(list(trials)):
                if (fault.file, fault.message) not in told:
                    told.add((fault.file, fault.message))
                    yield replace(fault, message=f"under seed {seed} {fault.message}")

    def _repeats(self, results: Results) -> Repeats | None:
        if not self.demands.repeat:
            return None
        alarms = [
            Alarm(str(program), seed, check.check, check.message)
            for seed in self._seeds()
            for program, report in zip(self._right, _reports(results, len(self._right)), strict=True)
            for check in report.checks
            if check.outcome not in UNLOST
        ]
        return Repeats(len(self._right) * self.demands.repeat, tuple(alarms))

    def _alarms(self, repeats: Repeats) -> Iterator[Fault]:
        assert self.problem is not None  # noqa: S101 - as above
        for check in self.problem.checks:
            alarms = [a for a in repeats.alarms if a.check == check.name]
            if alarms:
                first = alarms[0]
                message = (
                    f"{check.name} refuses a right answer in {len(alarms)} of {repeats.gradings} gradings, "
                    f"{first.program} under seed {first.seed} first: {first.message.rstrip('.')}"
                )
                yield Fault(self.problem.suite, check.line, message, "Widen its band, or give it more coins to count.")

    def _mutation(self, results: Results) -> Mutation | None:
        reports = _reports(results, len(self.mutants))
        if not self.demands.mutants:
            return None
        alive = [m for m, r in zip(self.mutants, reports, strict=True) if r.score == r.max_score]
        return Mutation(len(self.mutants), tuple(alive), tuple(self.equivalents))


def _reports(results: Results, count: int) -> list[Any]:
    """The reports of the next `count` programs, which come in batches."""
    found: list[Any] = []
    while len(found) < count:
        found += next(results)
    return found
