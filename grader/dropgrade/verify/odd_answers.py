"""Try answers that no function should return: a suite may fail them but must never crash.

The reference and some known mistakes run in this process, with the same worker and codec as a submission. Each answer
is changed before the suite sees it. If the suite then raises anything but a failed check, that is a fault.
"""

from __future__ import annotations

import contextlib
import io
import random
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from types import ModuleType
from typing import TYPE_CHECKING, Any

from dropgrade.course.author_code import import_file, line_in
from dropgrade.course.faults import Fault
from dropgrade.course.problem import Problem
from dropgrade.course.suite import CheckSpec
from dropgrade.report import Outcome, ProblemReport
from dropgrade.submission.submission import Submission
from dropgrade.verify.oddities import ODDITIES
from dropgrade.verify.tasks import Batch

if TYPE_CHECKING:
    from dropgrade.sandbox.client import Reply, Sandbox, Worker

SEED = 7
FIRST_CALLS = (0, 2)
"""The number of unchanged calls at the beginning of a check: all answers are odd, or all but the first two."""
OWN_PART = 0.6
"""The share of a sample that changes answers of the reference."""
MOST_MISTAKES = 8
"""The maximum number of known mistakes in a sample."""
ENDLESS = (Outcome.TIMEOUT, Outcome.MEMORY, Outcome.CRASH)
Trial = tuple[str, int, CheckSpec]
"""The name of the oddity, the number of unchanged calls, and the check."""


@dataclass(slots=True)
class OddAnswers:
    """The suite of a problem run on odd answers of its reference and of known mistakes.

    All programs are graded first, because only those that end are run outside of the sandbox. `most` is the maximum
    number of checks to run; None means all, with every mistake.
    """

    graded: Batch
    most: int | None = None
    size: int = 1
    result: Sequence[Fault] = ()

    @property
    def problem(self) -> Problem:
        """The problem whose suite is tested."""
        return self.graded.problem

    @property
    def group(self) -> str:
        """The name of the problem."""
        return self.problem.name

    def run(self, sandbox: Sandbox, tick: Callable[[], None]) -> list[Fault]:
        """Run the checks on odd answers; each check is reported for the first one that breaks it."""
        import numpy as np

        from dropgrade.sandbox.local import untouched

        tick()
        programs = self._programs()
        if not programs:
            return []  # a reference that cannot be read is reported with the files
        reference, *mistakes = self._graded(programs, sandbox)
        if not reference.is_done:
            return []  # the reference is reported, and may never end
        ending = [programs[0], *(p for p, r in zip(programs[1:], mistakes, strict=True) if _ends(r))]
        found: dict[str, Fault] = {}
        quiet = np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"), untouched()
        with quiet[0], quiet[1], quiet[2], contextlib.redirect_stdout(io.StringIO()):
            suite = _imported(self.problem)
            for program, trials in zip(ending, self._trials(len(ending)), strict=True):
                for check, label, error in _broken(suite, program, self.problem, trials) if suite else ():
                    found.setdefault(check, self._fault(check, label, error))
        return list(found.values())

    def _programs(self) -> list[Submission]:
        """Return the reference and the mistakes to try; empty if the reference cannot be read."""
        reference, *others = self.graded.programs
        if not isinstance(reference, Submission):
            return []
        mistakes = [program for program in others if isinstance(program, Submission)]
        if self.most is not None and len(mistakes) > MOST_MISTAKES:
            mistakes = self._draw().sample(mistakes, MOST_MISTAKES)
        return [reference, *mistakes]

    def _graded(self, programs: Sequence[Submission], sandbox: Sandbox) -> Sequence[ProblemReport]:
        batch = Batch(self.graded.course, self.problem, tuple(programs), self.graded.seed)
        return batch.run(sandbox, lambda: None)

    def _draw(self) -> random.Random:
        return random.Random(f"{self.graded.seed}/{self.problem.name}")  # noqa: S311 - a sample, not a secret

    def _trials(self, programs: int) -> Iterator[list[Trial]]:
        """Yield what is tried with each program: more of the reference than of the mistakes."""
        checks = [spec for spec in self.problem.checks if not spec.is_manual]
        every: list[Trial] = list(product(ODDITIES, FIRST_CALLS, checks))
        draw = self._draw()
        for number in range(programs):
            share = 1.0 if programs == 1 else OWN_PART if not number else (1 - OWN_PART) / (programs - 1)
            count = len(every) if self.most is None else min(len(every), round(share * self.most))
            yield [every[i] for i in sorted(draw.sample(range(len(every)), count))]

    def _fault(self, check: str, label: str, error: BaseException) -> Fault:
        begins = next(spec.line for spec in self.problem.checks if spec.name == check)
        line = line_in(str(self.problem.suite), error) or begins
        message = f"{check} itself fails where the answer is {label}: {type(error).__name__}: {error}"[:300]
        return Fault(self.problem.suite, line, message, "Let an expectation see the answer before computing with it.")


def _ends(report: ProblemReport) -> bool:
    return all(check.outcome not in ENDLESS for check in report.checks)


def _broken(
    suite: ModuleType, program: Submission, problem: Problem, trials: Sequence[Trial]
) -> Iterator[tuple[str, str, BaseException]]:
    """Yield the trials in which a check itself raises."""
    from dropgrade.sandbox.client import Program
    from dropgrade.sandbox.local import local_worker
    from dropgrade.sandbox.outcomes import WorkerOutcome

    try:
        worker = local_worker(Program(problem.stem, program.parts_for(problem.names)), SEED, guest=False)
    except WorkerOutcome:
        return  # a mistake that cannot be loaded gives no answers
    for label, first, spec in trials:
        worker.begin_check(SEED)
        error = _ending(suite, spec, _OddWorker(worker, ODDITIES[label], first))
        if error is not None:
            yield spec.name, label + (" from the third call on" if first else ""), error
    worker.close()


def _ending(suite: ModuleType, spec: CheckSpec, worker: _OddWorker) -> BaseException | None:
    """Return what a check raises that does not judge the answer, or None."""
    import numpy as np

    from dropgrade.checks.failure import CheckFailed
    from dropgrade.checks.student import Student
    from dropgrade.grading.examples import FailedExample
    from dropgrade.sandbox.outcomes import StudentRaised, WorkerOutcome
    from dropgrade.sandbox.wire import NoValue
    from dropgrade.verify.plain_calls import call_plainly

    given = {"student": Student(worker), "rng": np.random.default_rng(SEED)}  # type: ignore[arg-type]
    try:
        call_plainly(suite, spec.function, given, spec.case, SEED)
    except (CheckFailed, StudentRaised, WorkerOutcome, NoValue, AssertionError, FailedExample):
        return None
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the suite's
        return error
    return None


@dataclass(slots=True)
class _OddWorker:
    """A worker whose answers become odd after a number of calls."""

    worker: Worker
    change: Callable[[Any], Any]
    first: int
    calls: int = 0

    @property
    def wrap(self) -> Callable[[Any], object]:
        """A function that turns a handle into what the suite sees."""
        return self.worker.wrap

    @wrap.setter
    def wrap(self, wrap: Callable[[Any], object]) -> None:
        self.worker.wrap = wrap

    @property
    def on_call(self) -> Any:  # noqa: ANN401 - as a worker has it
        """A function that receives the counts of calls."""
        return self.worker.on_call

    @on_call.setter
    def on_call(self, heard: Any) -> None:  # noqa: ANN401 - as a worker has it
        self.worker.on_call = heard

    def call(
        self,
        name: str,
        args: Sequence[object] = (),
        kwargs: dict[str, object] | None = None,
        **where: Any,  # noqa: ANN401 - as a worker has it
    ) -> Reply:
        """Call the program and change its answer, which then passes through the codec again."""
        from dropgrade.sandbox.client import Reply

        reply = self.worker.call(name, args, kwargs, **where)
        self.calls += 1
        return reply if self.calls <= self.first else Reply(self._crossed(self.change(reply.value)))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a worker has
        """Return any other attribute of the worker."""
        return getattr(self.worker, name)

    def _crossed(self, value: object) -> object:
        """Return a value as it comes out of the codec."""
        from dropgrade.sandbox.lent import Remote
        from dropgrade.sandbox.wire import Decoder, Encoder, Foreign, Handle, parts_of

        def sent(value: object) -> object:
            if isinstance(value, Remote):
                return value.on_the_wire
            return Foreign("a generator") if type(value).__name__ == "Generator" else value

        def received(value: object) -> object:
            return self.worker.wrap(value) if isinstance(value, Handle) else value

        return Decoder(received).message(*parts_of(Encoder(sent).frame({"data": value})))["data"]


def _imported(problem: Problem) -> ModuleType | None:
    """Import the suite; return None if that fails."""
    try:
        return import_file(problem.suite)
    except (Exception, SystemExit):  # noqa: BLE001 - reported as what it is
        return None
