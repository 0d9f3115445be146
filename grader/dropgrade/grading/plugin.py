"""The pytest plugin: gives each test its worker and its generator, and takes down how it ended.

It answers `pytest_runtest_makereport` itself: pytest's own report would parse the suite to quote it,
which takes longer than most checks and shows what students must not see.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dropgrade.checks.student import Student
from dropgrade.grading.job import Job
from dropgrade.grading.prefetch import Workers
from dropgrade.grading.verdict import explain
from dropgrade.report import Outcome
from dropgrade.sandbox.client import Reply, Sandbox, Worker
from dropgrade.sandbox.outcomes import WorkerOutcome

WORKER = pytest.StashKey[Worker]()
JOB = "job"
AHEAD = 2
"""How many workers are made ready before their turn: enough to keep a second core busy."""


class GradingPlugin:
    """Runs every job against its suite; what it finds is in `Job.results` and `faults`."""

    def __init__(self, jobs: Sequence[Job], sandbox: Sandbox, seed: int, on_check: Callable[[Job], None]) -> None:
        self._jobs = jobs
        self._workers = Workers(sandbox, seed)
        self._coming: list[pytest.Item] = []
        self._seed = seed
        self._on_check = on_check
        self.faults: dict[Path, str] = {}
        self.interrupted = False

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the marks of a suite known."""
        config.addinivalue_line("markers", "points(n): what the check is worth")
        config.addinivalue_line("markers", "needs(*checks): checks without which a pass earns nothing")
        config.addinivalue_line("markers", "essential: until it passes, at most half of the points are given")

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run each test once for every submission that its suite judges."""
        jobs = [job for job in self._jobs if job.problem.suite == metafunc.definition.path]
        metafunc.fixturenames.extend(name for name in (JOB, "student") if name not in metafunc.fixturenames)
        metafunc.parametrize(JOB, jobs, ids=map(str, range(len(jobs))), indirect=True)

    @pytest.fixture
    def job(self, request: pytest.FixtureRequest) -> Job:
        """The submission that is judged."""
        return request.param  # type: ignore[no-any-return]

    @pytest.fixture
    def rng(self, job: Job, request: pytest.FixtureRequest) -> np.random.Generator:
        """A generator for the check, seeded by the run, the problem and the check."""
        return np.random.default_rng(job.seed_of(_name_of(request.node), self._seed))

    @pytest.fixture
    def student(self) -> None:
        """Hold the place of the submission, which is there once the test itself runs."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Function) -> Iterator[None]:
        """Run a test with the submission loaded in a worker of the test's own.

        Not a fixture's work: what a submission can do at loading derives from BaseException, and pytest keeps
        no order among its fixtures when one of them raises such.
        """
        job = _job_of(item)
        worker = self._workers.take(job, _name_of(item))
        self._prepare_next(item)
        item.stash[WORKER] = worker
        student = Student(worker)
        try:
            _load(worker, job)
            item.funcargs["student"] = student
            return (yield)
        finally:
            student.last = Reply(None)  # which may be large, and outlives the check in its traceback
            worker.close()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Learn the order of the checks, so that the workers of the next ones warm up during each."""
        self._coming = list(session.items)

    def _prepare_next(self, item: pytest.Item) -> None:
        del self._coming[: self._coming.index(item) + 1]
        for coming in self._coming[:AHEAD]:
            self._workers.prepare(_job_of(coming), _name_of(coming))

    def pytest_sessionfinish(self) -> None:
        """Leave nothing behind: no worker that was not used, and no suite for the next run to mistake for its own."""
        self._workers.discard()
        suites = {str(job.problem.suite) for job in self._jobs}
        for name, module in list(sys.modules.items()):  # one that could not be imported is there too
            if getattr(module, "__file__", None) in suites:
                del sys.modules[name]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Turn what happened into a `CheckResult`; the report for pytest itself stays empty."""
        ended = call.excinfo.value if call.excinfo else None
        job = _job_of(item)
        self._take_down(job, item, call.when, ended)
        if ended is not None:
            traceback.clear_frames(ended.__traceback__)  # a circle that would keep what the check was given
        if call.when == "teardown":
            _forget_worker(item)
            self._on_check(job)
        outcome = "failed" if ended else "passed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)  # type: ignore[arg-type]

    def _take_down(self, job: Job, item: pytest.Item, when: str, ended: BaseException | None) -> None:
        name = _name_of(item)
        if when == "teardown" and ended is None:
            self._add_output(job, item, name)
        elif when == "call" or ended is not None:
            spec = next(check for check in job.problem.checks if check.name == name)
            job.results[name] = explain(job, spec, ended)
            job.timeouts += job.results[name].outcome is Outcome.TIMEOUT

    def _add_output(self, job: Job, item: pytest.Item, name: str) -> None:
        worker = item.stash.get(WORKER, None)
        if worker is not None and name in job.results:
            job.results[name] = replace(job.results[name], output=worker.printed)

    def pytest_keyboard_interrupt(self) -> None:
        """Tell an interruption by the user from everything else that ends a session early."""
        self.interrupted = True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember a suite that could not be imported."""
        if report.failed:
            words = str(report.longrepr).strip().splitlines()
            self.faults[Path(report.nodeid)] = words[-1] if words else "it could not be collected"


def _load(worker: Worker, job: Job) -> None:
    try:
        worker.finish_loading()
    except WorkerOutcome as failure:
        job.load_failure = failure
        raise


def _forget_worker(item: pytest.Item) -> None:
    if WORKER in item.stash:
        del item.stash[WORKER]  # what it sent in vain would otherwise be kept until the session ends


def _job_of(item: pytest.Item) -> Job:
    return item.callspec.params[JOB]  # type: ignore[attr-defined, no-any-return]


def _name_of(item: pytest.Item) -> str:
    return item.originalname  # type: ignore[attr-defined, no-any-return]
