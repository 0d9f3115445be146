"""The verification of one problem: what has to be run, and the result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from dropgrade.course.course import Course
from dropgrade.course.faults import Fault
from dropgrade.course.problem import Problem, examine_problem
from dropgrade.grading.parallel import Task
from dropgrade.pictures.proof import PictureTask
from dropgrade.pictures.trying.proof_of_example import ExampleTask
from dropgrade.submission.submission import Submission
from dropgrade.verify.false_alarms import Alarm, Repeats
from dropgrade.verify.file_rules import EQUIVALENT, inspect
from dropgrade.verify.findings import Mutation, ProblemProof
from dropgrade.verify.matrix import GradedSample, table_of
from dropgrade.verify.mutation.equivalents import Equivalent, judge_survivors, read_equivalents
from dropgrade.verify.mutation.mutants import Mutant, mutants_of
from dropgrade.verify.odd_answers import OddAnswers
from dropgrade.verify.pairs import Pair, PairProof, judge_pairs, pairs_of
from dropgrade.verify.run_rules import any_doubt, judge, judge_wrong
from dropgrade.verify.samples import Kind, Sample, in_memory, samples_of
from dropgrade.verify.tasks import Batch, Grading, Program, SuiteImport

NAMED_AGAIN = 10
"""The number of further seeds for which known mistakes must be named in the same way."""
ODD = 300
"""The default number of odd answers on which the checks of a problem are run."""
NOT_RUN = "No program was run: fix these first."
NOT_JUDGED = "Scores and mistake names were not checked: fix these first."


@dataclass(frozen=True, slots=True)
class Demands:
    """Options of a verification: further seeds, mutants of the reference, pairs of mistakes.

    `pairs` is the maximum number of pairs per problem, and `odd` the number of odd answers to try; None means all.
    """

    seed: int = 0
    repeat: int = 0
    mutants: bool = False
    pairs: int | None = 0
    odd: int | None = ODD


@dataclass(slots=True)
class ProblemCase:
    """The verification of a problem: first its `tasks` are run, then `conclude` returns the result."""

    course: Course
    name: str
    demands: Demands
    problem: Problem | None = None
    is_runnable: bool = False
    faults: list[Fault] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    mutants: list[Mutant] = field(default_factory=list)
    equivalents: list[Equivalent] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    runs: Runs | None = None

    def __post_init__(self) -> None:
        """Read everything and collect every fault that shows without running anything."""
        self.problem, self.faults = examine_problem(self.course, self.name)
        self.is_runnable = self.problem is not None and not self.faults
        if self.problem is None:
            return
        self.samples = samples_of(self.course, self.problem)
        self.faults += inspect(self.course, self.problem, self.samples)
        self.equivalents, faults = read_equivalents(self.problem.solution / EQUIVALENT)
        self.faults += faults
        if isinstance(self._reference.submission, Submission):
            source = self._reference.submission.parts[0][1]
            self.mutants = mutants_of(source) if self.demands.mutants else []
            self.pairs = pairs_of(self.problem, source, self.demands.pairs, self.demands.seed)

    @property
    def _reference(self) -> Sample:
        return next(s for s in self.samples if s.kind is Kind.REFERENCE)

    @property
    def _right(self) -> list[Sample]:
        return [s for s in self.samples if s.kind in (Kind.REFERENCE, Kind.RIGHT)]

    @property
    def _wrong(self) -> list[Sample]:
        return [s for s in self.samples if s.kind is Kind.WRONG and s.is_program]

    @property
    def _seeds(self) -> range:
        first = self.demands.seed + 1  # the main run uses the seed itself
        return range(first, first + self.demands.repeat)

    def tasks(self) -> list[Task]:
        """Return what has to be run; empty if problem.toml or the form of the suite is faulty."""
        if self.problem is None or not self.is_runnable:
            return []
        problem, file, seed = self.problem, self._reference.file, self.demands.seed

        def grading(
            programs: list[Program], seed: int = seed, *, is_brief: bool = False, is_named: bool = True
        ) -> Grading:
            return Grading.of(self.course, problem, programs, seed, is_brief=is_brief, is_named=is_named)

        self.runs = Runs(
            suite=SuiteImport(problem.suite),
            picture=PictureTask(problem, self._reference.submission, seed),
            example=ExampleTask(problem, self._reference.submission),
            odd=OddAnswers(self._odd(problem), self.demands.odd),
            samples=grading([s.submission for s in self.samples if s.kind is not Kind.EMPTY]),
            empty=grading([s.submission for s in self.samples if s.kind is Kind.EMPTY], is_named=False),
            right={s: grading([each.submission for each in self._right], s) for s in self._seeds},
            wrong={s: grading([each.submission for each in self._wrong], s) for s in self._seeds[:NAMED_AGAIN]},
            mutants=grading([in_memory(file, m.source) for m in self.mutants], is_brief=True),
            pairs=grading([in_memory(file, pair.source) for pair in self.pairs]),
        )
        return self.runs.tasks()

    def _odd(self, problem: Problem) -> Batch:
        """Return the reference and the known mistakes, whose answers are changed."""
        programs = tuple(s.submission for s in (self._reference, *self._wrong))
        return Batch(self.course, problem, programs, self.demands.seed)

    def conclude(self) -> ProblemProof:
        """Return the result, after the tasks have run; without a suite that can be imported, they mean nothing."""
        if self.problem is None or self.runs is None:
            title = self.problem.title if self.problem else ""
            return ProblemProof(self.name, title, tuple(self.faults), unjudged=NOT_RUN)
        problem, runs = self.problem, self.runs
        self.faults += filter(None, (runs.picture.result, runs.example.result))
        if runs.suite.result:
            return ProblemProof(self.name, problem.title, (*self.faults, runs.suite.result), unjudged=NOT_RUN)
        all_graded = self._graded(runs)
        self.faults += judge(problem, all_graded)
        unjudged = NOT_JUDGED if any_doubt(all_graded) else ""
        self.faults += [] if unjudged else runs.odd.result
        self.faults += [] if unjudged or all_graded[1].caught_by else self._named_again(runs)
        proof = ProblemProof(
            self.name, problem.title, (), all_graded, table_of(problem.checks, all_graded), unjudged,
            self._repeats(problem, runs), self._mutation(runs, all_graded), self._pairs(problem, runs),
        )  # fmt: skip
        return replace(proof, faults=tuple(self.faults))

    def _graded(self, runs: Runs) -> tuple[GradedSample, ...]:
        empty, others = iter(runs.empty.reports), iter(runs.samples.reports)
        return tuple(GradedSample(s, next(empty if s.kind is Kind.EMPTY else others)) for s in self.samples)

    def _named_again(self, runs: Runs) -> Iterator[Fault]:
        """Yield each difference in what is caught or named under other seeds, once."""
        seen = set()
        for seed, grading in runs.wrong.items():
            for fault in judge_wrong(list(map(GradedSample, self._wrong, grading.reports))):
                if (fault.line, fault.message) not in seen:
                    seen.add((fault.line, fault.message))
                    yield replace(fault, message=f"under seed {seed} {fault.message}")

    def _repeats(self, problem: Problem, runs: Runs) -> Repeats | None:
        if not self.demands.repeat:
            return None
        alarms = [
            Alarm(str(program), seed, check.check, check.message)
            for seed, grading in runs.right.items()
            for program, report in zip(self._right, grading.reports, strict=True)
            for check in report.checks
            if check.is_lost
        ]
        repeats = Repeats(len(self._right) * self.demands.repeat, tuple(alarms))
        self.faults += repeats.faults(problem)
        return repeats

    def _mutation(self, runs: Runs, all_graded: tuple[GradedSample, ...]) -> Mutation | None:
        if not self.demands.mutants:
            return None
        reports = zip(self.mutants, runs.mutants.reports, strict=True)
        alive = [mutant for mutant, report in reports if report.is_done]
        if not all_graded[1].caught_by:  # otherwise all fail for the same reason
            files = self._reference.file, self._reference.file.parent / EQUIVALENT
            self.faults += judge_survivors(*files, alive, self.equivalents)
        return Mutation(len(self.mutants), tuple(alive), tuple(self.equivalents))

    def _pairs(self, problem: Problem, runs: Runs) -> PairProof | None:
        if self.demands.pairs == 0:
            return None
        proof, faults = judge_pairs(problem, self.pairs, runs.pairs.reports)
        self.faults += faults
        return proof


@dataclass(slots=True)
class Runs:
    """Everything that is run for a problem; each task holds its own result."""

    suite: SuiteImport
    picture: PictureTask
    example: ExampleTask
    odd: OddAnswers
    samples: Grading
    empty: Grading
    """Answers that earn nothing, whatever they are named."""
    right: dict[int, Grading]
    wrong: dict[int, Grading]
    mutants: Grading
    pairs: Grading

    def tasks(self) -> list[Task]:
        """Return all tasks, in no particular order."""
        gradings = [self.samples, self.empty, *self.right.values(), *self.wrong.values(), self.mutants, self.pairs]
        batches = (batch for grading in gradings for batch in grading.batches)
        return [self.suite, self.picture, self.example, self.odd, *batches]
