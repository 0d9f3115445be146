"""The workers of a session: each check gets one of its own, made ready while the check before it runs."""

from __future__ import annotations

from dropgrade.errors import SubmissionError
from dropgrade.grading.job import Job
from dropgrade.sandbox.client import Sandbox, Worker
from dropgrade.sandbox.outcomes import WorkerOutcome

Place = tuple[int, str]
"""Which check of which job a worker is for."""


class NotRun(BaseException):
    """A check that is not worth starting any more."""


class Workers:
    """Gives out loaded workers, some of them made ready ahead of their time."""

    def __init__(self, sandbox: Sandbox, seed: int) -> None:
        self._sandbox = sandbox
        self._seed = seed
        self._ready: dict[Place, Worker] = {}

    def take(self, job: Job, check: str) -> Worker:
        """A worker that is loading the submission for this check; the caller waits for it and closes it.

        Raises what the submission gave when it was read or loaded before, and `NotRun` where there is a reason
        to stop.
        """
        ready = self._ready.pop((id(job), check), None)
        try:
            _refuse(job)
        except BaseException:
            if ready is not None:
                ready.close()
            raise
        return ready or self._started(job, check)

    def prepare(self, job: Job, check: str) -> None:
        """Start the worker of a check to come, unless it is there or it is clear that the check will not need it."""
        if (id(job), check) in self._ready:
            return
        try:
            _refuse(job)
            self._ready[id(job), check] = self._started(job, check)
        except (SubmissionError, WorkerOutcome, NotRun):
            return  # the check itself meets the same, and reports it

    def discard(self) -> None:
        """End what was prepared and not used."""
        for worker in self._ready.values():
            worker.close()
        self._ready.clear()

    def _started(self, job: Job, check: str) -> Worker:
        program = job.program
        worker = self._sandbox.start(job.limits)
        worker.begin_loading(program, job.seed_of(check, self._seed))
        return worker


def _refuse(job: Job) -> None:
    if job.load_failure is not None:
        raise job.load_failure
    if reason := job.reason_to_stop:
        raise NotRun(reason)
