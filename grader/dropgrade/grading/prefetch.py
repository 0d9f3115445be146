"""The workers of a run: each starts and loads its submission while earlier checks still run."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from dropgrade.errors import SubmissionError
from dropgrade.grading.job import GradingJob
from dropgrade.sandbox.client import Sandbox, Worker
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.outcomes import WorkerOutcome

AHEAD = 1
"""The number of submissions that are loaded ahead: enough to keep a second core busy."""


class NotRun(BaseException):
    """A check is not run, for the reason in its message."""


class Workers:
    """Provides workers that are loading a submission, some of them prepared ahead of time."""

    def __init__(self, sandbox: Sandbox, seed: int) -> None:
        self._sandbox = sandbox
        self._seed = seed
        self._ready: dict[int, Worker] = {}
        self._idle: dict[tuple[Limits, bool], Worker] = {}
        self._here = ExitStack()
        """Restores at the end what programs in this process have changed."""

    def take(self, job: GradingJob) -> Worker:
        """Return a worker that is loading the submission; the caller waits for it and closes it.

        Raises the error of a submission that could not be read or loaded, and `NotRun` if nothing more is run.
        """
        refuse(job)
        return self._ready.pop(id(job), None) or self._used_again(job) or self._started(job)

    def give_back(self, job: GradingJob, worker: Worker) -> None:
        """Keep a worker for the next program that keeps no state, or end it."""
        kind = job.limits, job.runs_here
        if kind not in self._idle and job.keeps_nothing and not worker.is_nearly_spent:
            self._idle[kind] = worker
        else:
            worker.close()

    def _used_again(self, job: GradingJob) -> Worker | None:
        worker = self._idle.pop((job.limits, job.runs_here), None) if job.keeps_nothing else None
        if worker is None:
            return None
        worker.begin_loading(job.program, job.seed_of("", self._seed))
        return worker

    def prepare(self, jobs: Sequence[GradingJob]) -> None:
        """Start a worker for each of the next jobs that needs one and has none."""
        for job in jobs[:AHEAD]:
            if id(job) not in self._ready and not job.keeps_nothing:
                try:
                    refuse(job)
                    self._ready[id(job)] = self._started(job)
                except (SubmissionError, WorkerOutcome, NotRun):
                    continue  # the check itself will meet and report the same error

    def drop(self, job: GradingJob) -> None:
        """End the unused worker that was prepared for a job."""
        if worker := self._ready.pop(id(job), None):
            worker.close()

    def discard(self) -> None:
        """End all unused workers."""
        for worker in (*self._ready.values(), *self._idle.values()):
            worker.close()
        self._ready.clear()
        self._idle.clear()
        self._here.close()

    def _started(self, job: GradingJob) -> Worker:
        program = job.program
        worker = self._worker_here(job.limits) if job.runs_here else self._sandbox.start(job.limits)
        worker.begin_loading(program, job.seed_of("", self._seed))
        return worker

    def _worker_here(self, limits: Limits) -> Worker:
        """Return a worker in this process, which saves sending frames; only for the course's own programs."""
        from dropgrade.sandbox.local import LocalTransport, untouched

        self._here.enter_context(untouched())
        return Worker(LocalTransport(guest=False), limits)


def refuse(job: GradingJob) -> None:
    """Raise the reason why nothing more of a job is run, if there is one."""
    if job.lack:
        raise NotRun(job.lack)
    if job.load_failure is not None:
        raise job.load_failure
    if reason := job.reason_to_stop:
        raise NotRun(reason)
