"""The pytest plugin: collects each suite once, runs it submission by submission, and takes down how checks ended.

It answers `pytest_runtest_makereport` itself: pytest's own report would parse the suite to quote it,
which takes longer than most checks and shows what students must not see.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from _pytest.runner import runtestprotocol

from dropgrade.checks.failure import describe
from dropgrade.checks.student import Student
from dropgrade.course.suite import CheckSpec
from dropgrade.grading.attempt import Attempt
from dropgrade.grading.diagnosis import diagnosed
from dropgrade.grading.job import GradingJob
from dropgrade.grading.made import Made
from dropgrade.grading.prefetch import Workers
from dropgrade.grading.verdict import in_doubt, verdict
from dropgrade.report import CheckResult
from dropgrade.sandbox.client import Reply, Sandbox, Worker

PLAIN = frozenset({"student", "rng"})
"""The fixtures that are ours; a check that asks for no other one is a function like any other."""


@dataclass(slots=True)
class Turn:
    """The check that runs now."""

    job: GradingJob
    spec: CheckSpec
    attempt: Attempt
    seed: int
    worker: Worker | None = None
    called: str = ""
    returned: str = ""
    """The function of the newest call, and what it returned, in words."""
    result: CheckResult | None = None


class GradingPlugin:
    """Runs every job against its suite; what it finds is in the jobs' results and in `faults`."""

    def __init__(
        self,
        jobs: Sequence[GradingJob],
        sandbox: Sandbox,
        seed: int,
        made: Made,
        on_check: Callable[[], None],
        on_job: Callable[[GradingJob], None] = lambda _: None,
    ) -> None:
        self._jobs = jobs
        self._workers = Workers(sandbox, seed)
        self._seed = seed
        self._made = made
        self._on_check = on_check
        self._on_job = on_job
        self._items: dict[Path, dict[str, pytest.Item]] = {}
        self._turn: Turn | None = None
        self._suite = Path()
        self.faults: dict[Path, str] = {}
        self.interrupted = False
        self.failure: BaseException | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the marks of a suite known."""
        config.addinivalue_line("markers", "points(n): what the check is worth")
        config.addinivalue_line("markers", "needs(*checks): checks without which a pass earns nothing")
        config.addinivalue_line("markers", "essential: until it passes, at most half of the points are given")

    @pytest.fixture
    def rng(self) -> np.random.Generator:
        """A generator for the check, seeded by the run, the problem and the check."""
        return np.random.default_rng(self._now.seed)

    @pytest.fixture
    def student(self) -> None:
        """Reserve the place of the submission, which is there when the test itself runs."""

    @property
    def _now(self) -> Turn:
        assert self._turn is not None  # noqa: S101 - tests run in a turn alone
        return self._turn

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Keep the tests of each suite by their names."""
        for item in session.items:
            self._items.setdefault(item.path.resolve(), {})[item.name] = item

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember a suite that could not be imported."""
        if report.failed:
            words = str(report.longrepr).strip().splitlines()
            self.faults[Path(report.nodeid)] = words[-1] if words else "it could not be collected"

    def pytest_runtestloop(self) -> bool:
        """Grade one submission after the other."""
        for number, job in enumerate(self._jobs):
            if self._made.recalls(job):
                for _ in job.problem.checks:
                    self._on_check()
            else:
                self._attempt(job, self._jobs[number + 1 : number + 2], self._on_check)
                self._made.keep(job)
            if not job.is_brief:
                make = partial(self._made.results, job.problem, run=self._attempt, student=job.student)
                job.results.update(diagnosed(job.problem.mistakes, job.results, make))
            self._on_job(job)
        return True

    def _attempt(
        self, job: GradingJob, following: Sequence[GradingJob] = (), on_check: Callable[[], None] = lambda: None
    ) -> None:
        """Run a job's suite, while the worker of the next one is made ready."""

        def run_check(job: GradingJob, spec: CheckSpec, attempt: Attempt) -> CheckResult:
            result = self._check(job, spec, attempt, following)
            on_check()
            return result

        Attempt(job, self._workers, self._seed).run(run_check)

    def _check(self, job: GradingJob, spec: CheckSpec, attempt: Attempt, coming: Sequence[GradingJob]) -> CheckResult:
        if job.lack:
            return in_doubt(spec, job.lack)
        items = self._items.get(job.problem.suite.resolve(), {})
        if spec.name not in items:
            reason = (words for path, words in self.faults.items() if job.problem.suite.match(str(path)))
            return in_doubt(spec, next(reason, "it did not run"))
        item = items[spec.name]
        self._turn = turn = Turn(job, spec, attempt, job.seed_of(spec.name, self._seed))
        self._workers.prepare(coming)
        if isinstance(item, pytest.Function) and PLAIN.issuperset(item.fixturenames):
            self._run_plainly(item, turn)
        else:
            self._enter(item)
            following = next((other for other in items.values() if other is not item), None)
            runtestprotocol(item, nextitem=following, log=False)
        output = turn.worker.end_check() if turn.worker is not None else ""
        return replace(turn.result or in_doubt(spec, "it did not run"), output=output)

    def _run_plainly(self, item: pytest.Function, turn: Turn) -> None:
        """Call a check that asks for nothing but ours: the three phases of pytest would cost more than it does."""
        given = {"rng": np.random.default_rng(turn.seed)}
        ended = None
        try:
            with self._student(turn) as student:
                item.obj(**{name: given.get(name, student) for name in item.fixturenames})
        except (KeyboardInterrupt, pytest.exit.Exception):
            raise
        except BaseException as error:  # noqa: BLE001 - what a submission can do derives from BaseException
            ended = error
        self._take_down(turn, ended)

    def _enter(self, item: pytest.Item) -> None:
        """Leave the suite of the check before, where this is another one's: pytest would keep it set up."""
        if item.path != self._suite:
            item.session._setupstate.teardown_exact(None)  # noqa: SLF001 - the loop is ours, and so is its order
            self._suite = item.path

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Function) -> Iterator[None]:
        """Run a test with the submission.

        Not a fixture's work: what a submission can do at loading derives from BaseException, and pytest keeps
        no order among its fixtures when one of them raises such.
        """
        with self._student(self._now) as student:
            item.funcargs["student"] = student
            return (yield)

    @contextmanager
    def _student(self, turn: Turn) -> Iterator[Student]:
        """The submission, loaded in the worker of the turn."""
        turn.worker = turn.attempt.begin(turn.spec)
        student = Student(turn.worker)
        try:
            yield student
        finally:
            turn.called, turn.returned = student.last_function, describe(student.last.value)
            student.last = Reply(None)  # which may be large, and outlives the check in its traceback

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Turn what happened into a `CheckResult`; the report for pytest itself stays empty."""
        ended = call.excinfo.value if call.excinfo else None
        if call.when == "call" or ended is not None:
            self._take_down(self._now, ended)
        outcome = "failed" if ended else "passed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)  # type: ignore[arg-type]

    @staticmethod
    def _take_down(turn: Turn, ended: BaseException | None) -> None:
        turn.result = verdict(turn.job, turn.spec, ended, turn.called, turn.returned)
        if ended is not None:
            traceback.clear_frames(ended.__traceback__)  # a circle that would keep what the check was given

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Clean up: unused workers, and suites that the next run could take for its own."""
        session._setupstate.teardown_exact(None)  # noqa: SLF001 - the loop is ours, and so is its end
        self._workers.discard()
        suites = {str(job.problem.suite) for job in self._jobs}
        for name, module in list(sys.modules.items()):  # one that could not be imported is there too
            if getattr(module, "__file__", None) in suites:
                del sys.modules[name]

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
        """Keep what failed beside the checks, such as the sandbox; pytest would print its traceback."""
        self.failure = excinfo.value
        return True

    def pytest_keyboard_interrupt(self) -> None:
        """Tell an interruption by the user from everything else that ends a session early."""
        self.interrupted = True
