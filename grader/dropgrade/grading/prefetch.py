"""The workers of a run: each starts and loads its submission while the checks before it run."""

from __future__ import annotations

from collections.abc import Sequence

from dropgrade.errors import SubmissionError
from dropgrade.grading.job import GradingJob
from dropgrade.sandbox.client import Sandbox, Worker
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.outcomes import WorkerOutcome

AHEAD = 1
"""How many submissions are loaded before their turn: enough to keep a second core busy."""


class NotRun(BaseException):
    """A check that is not worth starting any more."""


class Workers:
    """Gives out workers that are loading a submission, some of them made ready ahead of their time."""

    def __init__(self, sandbox: Sandbox, seed: int) -> None:
        self._sandbox = sandbox
        self._seed = seed
        self._ready: dict[int, Worker] = {}
        self._idle: tuple[Limits, Worker] | None = None

    def take(self, job: GradingJob) -> Worker:
        """A worker that is loading the submission; the caller waits for it and closes it.

        Raises what the submission gave when it was read or loaded before, and `NotRun` where there is a reason to stop.
        """
        refuse(job)
        return self._ready.pop(id(job), None) or self._used_again(job) or self._started(job)

    def give_back(self, job: GradingJob, worker: Worker) -> None:
        """Keep a worker that ran a program which keeps nothing, for the next such program, or end it."""
        if self._idle is None and job.keeps_nothing and not worker.is_nearly_spent:
            self._idle = job.limits, worker
        else:
            worker.close()

    def _used_again(self, job: GradingJob) -> Worker | None:
        if self._idle is None or not job.keeps_nothing or self._idle[0] != job.limits:
            return None
        (_, worker), self._idle = self._idle, None
        worker.begin_loading(job.program, job.seed_of("", self._seed))
        return worker

    def prepare(self, jobs: Sequence[GradingJob]) -> None:
        """Start a worker for each of the next jobs, unless it is there or the job will not need one."""
        for job in jobs[:AHEAD]:
            if id(job) not in self._ready and not job.keeps_nothing:
                try:
                    refuse(job)
                    self._ready[id(job)] = self._started(job)
                except (SubmissionError, WorkerOutcome, NotRun):
                    continue  # the check itself meets the same, and reports it

    def drop(self, job: GradingJob) -> None:
        """End what was prepared for a job and is not needed."""
        if worker := self._ready.pop(id(job), None):
            worker.close()

    def discard(self) -> None:
        """End what was prepared and not used."""
        for worker in (*self._ready.values(), *([self._idle[1]] if self._idle else [])):
            worker.close()
        self._ready.clear()
        self._idle = None

    def _started(self, job: GradingJob) -> Worker:
        program = job.program
        worker = self._sandbox.start(job.limits)
        worker.begin_loading(program, job.seed_of("", self._seed))
        return worker


def refuse(job: GradingJob) -> None:
    """Raise why nothing more of a job is run, where there is a reason."""
    if job.lack:
        raise NotRun(job.lack)
    if job.load_failure is not None:
        raise job.load_failure
    if reason := job.reason_to_stop:
        raise NotRun(reason)
