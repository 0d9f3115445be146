"""A problem's example, run on a submission in a worker: first the coins of the example are found, then each step."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import takewhile

import numpy as np

from dropgrade.checks.student import Student
from dropgrade.course.example import FILE, Step, examine_example
from dropgrade.course.faults import sound
from dropgrade.course.suite import CheckSpec
from dropgrade.errors import CourseError, GraderFault, SubmissionError
from dropgrade.grading.job import GradingJob
from dropgrade.grading.verdict import verdict
from dropgrade.pictures.trying.side_by_side import agrees
from dropgrade.pictures.trying.traced import BEGIN, END, PART, Traced, traced_lines
from dropgrade.report import CheckResult, Outcome
from dropgrade.sandbox.client import Sandbox, Worker
from dropgrade.sandbox.outcomes import StudentRaised, WorkerOutcome

SPEC = CheckSpec(FILE, "", 0.0, (), 0)
"""An example as a check, so that the grading code says how the student's code ended."""
MOST = 4000
PATIENCE = 8.0
"""How many draws are tried for the coins of an example, and for how many seconds."""
UNMOVED = 100
"""After how many draws without any change a submission is taken to draw no coins."""
Names = dict[str, object]


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was taken: its value and the expected one, whether they agree, and the lines that ran.

    `ended` says how it ended if it gave no value; `was_taken` is false for all steps after that.
    """

    step: Step
    observed: object = None
    wanted: object = None
    is_right: bool = True
    ended: CheckResult | None = None
    was_taken: bool = True
    lines: tuple[Traced, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """An example on a submission: its steps, and the seed whose coins are those of the example.

    `seed` is None where no draw of the submission's gave these coins.
    """

    problem: str
    title: str
    source: str
    steps: tuple[Done, ...]
    seed: int | None
    output: str
    missing: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether every value is the example's."""
        return all(done.is_right for done in self.steps)


def try_example(job: GradingJob, sandbox: Sandbox) -> Trial:
    """Run a problem's example on a submission; raises `GraderFault` where the example itself is faulty."""
    try:
        steps = sound(*examine_example(job.problem.solution))
    except CourseError as error:
        words = f"The example of {job.problem.name} is faulty, not your code: {error.message}."
        raise GraderFault(words, "Tell your instructor.") from None
    seed, output, done = _tried(steps, job, sandbox)
    return Trial(job.problem.name, job.problem.title, job.source, done, seed, output, tuple(sandbox.missing))


def _tried(steps: Sequence[Step], job: GradingJob, sandbox: Sandbox) -> tuple[int | None, str, tuple[Done, ...]]:
    """The seed, what was printed, and the steps; where the submission cannot be loaded, none of them is taken."""
    try:
        seed = seed_of_coins(steps, job, sandbox)
        with _loaded(job, sandbox, PART) as worker:
            names = names_for(Student(worker), job.problem.names, seed or 0)
            worker.begin_check(seed or 0)
            done = tuple(_followed(steps, names, job, worker))
            return seed, worker.printed, done
    except (SubmissionError, WorkerOutcome) as ended:
        return 0, "", tuple(_ended_at(steps, verdict(job, SPEC, ended), getattr(ended, "function", "")))


def _ended_at(steps: Sequence[Step], ended: CheckResult, function: str) -> Iterator[Done]:
    """Steps that were not taken; the first one that calls a function, or the very first, says how it ended."""
    calls = (number for number, step in enumerate(steps) if function and f"{function}(" in step.source)
    place = next(calls, 0)
    for number, step in enumerate(steps):
        yield replace(_untaken(step), is_right=False, ended=ended) if number == place else _untaken(step)


def seed_of_coins(steps: Sequence[Step], job: GradingJob, sandbox: Sandbox) -> int | None:
    """The first seed whose coins are those of the example, however the submission draws; None where there is none.

    Where no seed gives all that shows the coins, as with a mask that is not the one that was used, one of it is enough.
    Raises the `WorkerOutcome` of a submission that does not end, or ends its process.
    """
    last = max((number for number, step in enumerate(steps) if step.is_coins), default=-1)
    if last < 0:
        return 0
    end, second_best, seen = time.monotonic() + PATIENCE, None, set[str]()
    with _loaded(job, sandbox) as worker:
        for seed in takewhile(lambda _: time.monotonic() < end, range(MOST)):
            worker.begin_check(seed)
            try:
                found = _coins(steps[: last + 1], names_for(Student(worker), job.problem.names, seed))
            except Exception:  # noqa: BLE001 - the steps themselves say it, with their place
                return second_best
            agree = [done.is_right for done in found]
            if all(agree):
                return seed
            second_best = seed if second_best is None and any(agree) else second_best
            if seed < UNMOVED:
                seen.add(repr([done.observed for done in found]))
            elif len(seen) == 1:
                return second_best
    return second_best


def _coins(steps: Sequence[Step], names: Names) -> list[Done]:
    """The comparisons of coins with the example; raises what the submission raises."""
    found = []
    with quietly():
        for step in steps:
            if step.is_coins:
                found.append(_compared(step, names))
            elif not step.wanted:
                do(step, names)
    return found


@contextmanager
def _loaded(job: GradingJob, sandbox: Sandbox, *further: tuple[str, str]) -> Iterator[Worker]:
    """A worker with the submission and further parts; raises what ended the loading."""
    program = job.program
    worker = sandbox.start(job.limits)
    try:
        worker.begin_loading(replace(program, parts=(*program.parts, *further)), job.seed_of(FILE, 0))
        worker.finish_loading()
        yield worker
    finally:
        worker.close()


def names_for(student: object, names: Sequence[str], seed: int) -> Names:
    """What the lines of an example may use: NumPy, a generator, and the functions that the problem asks for."""
    return {"np": np, "rng": np.random.default_rng(seed), **{name: getattr(student, name) for name in names}}


@contextmanager
def quietly() -> Iterator[None]:
    """Without NumPy's warnings about odd values, which the comparison shows anyway."""
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        yield


def do(step: Step, names: Names) -> None:
    """Carry out a line of the example."""
    exec(compile(step.source, FILE, "exec"), names)  # noqa: S102 - the course's own author wrote it


def value_of(source: str, names: Names) -> object:
    """The value of an expression of the example."""
    return eval(compile(source.strip(), FILE, "eval"), names)  # noqa: S307 - as above


def _compared(step: Step, names: Names) -> Done:
    observed, wanted = value_of(step.source, names), value_of(step.wanted, names)
    return Done(step, observed, wanted, is_right=agrees(observed, wanted, step.wanted))


def taken(step: Step, names: Names) -> Done:
    """Take a step: carry it out, or compare its value; raises what the student's code raises."""
    if step.wanted:
        return _compared(step, names)
    do(step, names)
    return Done(step)


def _untaken(step: Step) -> Done:
    return Done(step, is_right=not step.wanted, was_taken=False)


def _followed(steps: Sequence[Step], names: Names, job: GradingJob, worker: Worker) -> Iterator[Done]:
    """Each step with the student's lines that it ran; after one that ends in an error, no further step is taken."""
    files = tuple(part for part, _ in job.program.parts)
    rest = iter(steps)
    for step in rest:
        try:
            worker.call(BEGIN, (files,))
            with quietly():
                done = taken(step, names)
            yield replace(done, lines=_lines_of(worker))
        except StudentRaised as ended:
            yield Done(step, is_right=False, ended=verdict(job, SPEC, ended), lines=_lines_of(worker))
            break
        except WorkerOutcome as ended:
            yield Done(step, is_right=False, ended=verdict(job, SPEC, ended))
            break
        except Exception as error:  # noqa: BLE001 - a value of another kind than the example reckons with
            yield Done(step, is_right=False, ended=_misfit(error))
            break
    yield from map(_untaken, rest)


def _lines_of(worker: Worker) -> tuple[Traced, ...]:
    """The traced lines; none if the submission prevents the report."""
    try:
        return tuple(traced_lines(worker.call(END).value))
    except (StudentRaised, WorkerOutcome):
        return ()


def _misfit(error: Exception) -> CheckResult:
    """A result that a line of the example cannot be carried out with."""
    words = f"This line cannot go on with what came back: {type(error).__name__}: {error}."
    return CheckResult(SPEC.name, "", Outcome.FAIL, 0.0, message=words[:300])
