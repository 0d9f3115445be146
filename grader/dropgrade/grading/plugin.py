"""The pytest plugin: collects each suite once, runs it for each submission, and records how checks ended.

It implements `pytest_runtest_makereport` itself, because pytest's own report parses the suite to quote it, which takes
longer than most checks and shows what students must not see.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from _pytest.runner import runtestprotocol

from dropgrade.checks.credit import earning
from dropgrade.checks.student import Student
from dropgrade.course.suite import CheckSpec
from dropgrade.course.suite_marks import case_of
from dropgrade.grading.attempt import Attempt
from dropgrade.grading.diagnosis import diagnosed
from dropgrade.grading.job import GradingJob
from dropgrade.grading.made import Made
from dropgrade.grading.prefetch import NotRun, Workers
from dropgrade.grading.turn import Held, Turn, place_of, values_of
from dropgrade.grading.verdict import in_doubt, unread
from dropgrade.report import CheckResult, Outcome
from dropgrade.sandbox.client import Sandbox
from dropgrade.sandbox.outcomes import WorkerOutcome

PLAIN = frozenset({"student", "rng"})
"""Our fixtures; a check that needs no others can be called as a plain function."""
Items = dict[str, list[pytest.Function]]
"""The tests of a suite by function name: one, or one per case."""


class GradingPlugin:
    """Runs every job against its suite; the results are stored in the jobs and in `faults`."""

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
        self._items: dict[Path, Items] = {}
        self._turn: Turn | None = None
        self._suite = Path()
        self.faults: dict[Path, str] = {}
        self.interrupted = False
        self.failure: BaseException | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register the marks of suites."""
        config.addinivalue_line("markers", "points(n): what the check is worth")
        config.addinivalue_line("markers", "needs(*checks): checks without which a pass earns nothing")
        config.addinivalue_line("markers", "essential: until it passes, at most half of the points are given")
        config.addinivalue_line("markers", "manual: what a person reads and gives the points for")

    @pytest.fixture
    def rng(self) -> np.random.Generator:
        """A generator for the check, seeded by run, problem and check."""
        return self._now.rng

    @pytest.fixture
    def student(self) -> Student:
        """The submission."""
        return self._now.student()

    @pytest.fixture
    def tmp_path(self) -> Iterator[Path]:
        """A temporary folder for the suite, deleted after the check."""
        with TemporaryDirectory(prefix="dropgrade-") as folder:
            yield Path(folder)

    @property
    def _now(self) -> Turn:
        assert self._turn is not None  # noqa: S101 - tests run in a turn alone
        return self._turn

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self) -> Generator[None, object, object]:
        """Convert exceptions derived from BaseException in a fixture, because pytest would not clean up after them."""
        try:
            return (yield)
        except (WorkerOutcome, NotRun) as ended:
            raise Held(ended) from None

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Store the tests of each suite by name."""
        for item in session.items:
            if isinstance(item, pytest.Function):
                suite = self._items.setdefault(item.path.resolve(), {})
                suite.setdefault(item.originalname, []).append(item)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Record a suite that could not be imported."""
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
            if job.is_named and not job.is_brief:
                make = partial(self._made.results, job.problem, run=self._attempt, student=job.student)
                job.results.update(diagnosed(job.problem.mistakes, job.results, make))
            self._on_job(job)
        return True

    def _attempt(
        self, job: GradingJob, following: Sequence[GradingJob] = (), on_check: Callable[[], None] = lambda: None
    ) -> None:
        """Run a job's suite while the worker of the next job is prepared."""

        def run_check(job: GradingJob, spec: CheckSpec, attempt: Attempt) -> CheckResult:
            result = self._check(job, spec, attempt, following)
            on_check()
            return result

        Attempt(job, self._workers, self._seed).run(run_check)

    def _check(self, job: GradingJob, spec: CheckSpec, attempt: Attempt, coming: Sequence[GradingJob]) -> CheckResult:
        if job.lack:
            return in_doubt(spec, job.lack)
        if spec.is_manual:
            return unread(job, spec)
        items = self._items_of(job, spec)
        if not items:
            reason = (words for path, words in self.faults.items() if job.problem.suite.match(str(path)))
            return in_doubt(spec, next(reason, "it did not run"))
        self._turn = turn = Turn(job, spec, attempt, job.seed_of(spec.name, self._seed))
        self._workers.prepare(coming)
        for item in items:
            turn.case = case_of(values_of(item)) if len(items) > 1 else ""
            with earning() as turn.earned:
                self._run(item, turn)
            if turn.result is None or turn.result.outcome is not Outcome.PASS:
                break
            turn.seed += 1
        output = turn.worker.end_check() if turn.worker is not None else ""
        return replace(turn.result or in_doubt(spec, "it did not run"), output=output)

    def _items_of(self, job: GradingJob, spec: CheckSpec) -> list[pytest.Function]:
        """Return the tests of a check: its one case, or all cases of its function."""
        items = self._items.get(job.problem.suite.resolve(), {}).get(spec.function, [])
        return items if spec.case is None else [item for item in items if place_of(item) == spec.case]

    def _run(self, item: pytest.Function, turn: Turn) -> None:
        parameters = values_of(item)
        ours = set(item.fixturenames) - parameters.keys()
        if ours <= PLAIN:
            with turn.taking_down():  # the three phases of pytest would cost more than the check
                turn.call(item.obj, turn.given(ours) | parameters)
        else:
            self._enter(item)
            others = (each for every in self._items[item.path.resolve()].values() for each in every)
            runtestprotocol(item, nextitem=next((o for o in others if o is not item), None), log=False)

    def _enter(self, item: pytest.Item) -> None:
        """Tear down the previous check's suite if this is another one, which pytest would not do."""
        if item.path != self._suite:
            item.session._setupstate.teardown_exact(None)  # noqa: SLF001 - the loop is ours, and so is its order
            self._suite = item.path

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool:
        """Call a test with the fixtures that it asks for, and with examples if it draws them."""
        names = pyfuncitem._fixtureinfo.argnames  # noqa: SLF001 - as pytest itself does it
        self._now.call(pyfuncitem.obj, {name: pyfuncitem.funcargs[name] for name in names})
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Turn what happened into a `CheckResult`; the report for pytest itself stays empty."""
        ended = call.excinfo.value if call.excinfo else None
        if call.when == "call" or ended is not None:
            self._now.take_down(ended)
        outcome = "failed" if ended else "passed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)  # type: ignore[arg-type]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Clean up unused workers, and suites that the next run could mistake for its own."""
        session._setupstate.teardown_exact(None)  # noqa: SLF001 - the loop is ours, and so is its end
        self._workers.discard()
        suites = {str(job.problem.suite) for job in self._jobs}
        for name, module in list(sys.modules.items()):  # includes suites that could not be imported
            if getattr(module, "__file__", None) in suites:
                del sys.modules[name]

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
        """Store a failure outside of the checks, such as of the sandbox; pytest would print its traceback."""
        self.failure = excinfo.value
        return True

    def pytest_keyboard_interrupt(self) -> None:
        """Record that the user interrupted, as opposed to other early ends of a session."""
        self.interrupted = True
