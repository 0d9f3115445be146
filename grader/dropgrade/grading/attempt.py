"""One submission on its way through its suite: which worker each check gets, and which result counts."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dropgrade.course.suite import CheckSpec
from dropgrade.grading.job import GradingJob
from dropgrade.grading.prefetch import Workers
from dropgrade.report import CheckResult, Outcome
from dropgrade.sandbox.client import Worker
from dropgrade.sandbox.outcomes import WorkerOutcome

LOST = (Outcome.TIMEOUT, Outcome.MEMORY, Outcome.CRASH)
"""Outcomes after which a worker is gone, or not to be used again."""
JUDGED_AGAIN = (Outcome.FAIL, Outcome.ERROR, Outcome.MEMORY, Outcome.CRASH)
"""Outcomes that may come from what another check has left behind."""

RunCheck = Callable[[GradingJob, CheckSpec, "Attempt"], CheckResult]
"""Runs one check, which asks the attempt for its worker."""


@dataclass(slots=True)
class Attempt:
    """The checks of a submission share one worker, so that it is loaded once.

    What a check has left behind must not decide another. The checks that a problem is about come first, in an order of
    the seed that no program knows; and a check that does not pass in a shared worker is run again in a fresh one, whose
    result counts.
    """

    job: GradingJob
    workers: Workers
    seed: int
    worker: Worker | None = None
    has_run: bool = False
    """Whether a check has run in the worker."""

    def run(self, run_check: RunCheck) -> None:
        """Run every check of the suite; results are in the job."""
        try:
            for spec in checks_in_order(self.job.problem.checks, self.seed):
                self.job.results[spec.name] = self._judged(spec, run_check)
        finally:
            self._leave()
            self.workers.drop(self.job)

    def _judged(self, spec: CheckSpec, run_check: RunCheck) -> CheckResult:
        shares = self.worker is not None and self.has_run and not self.job.keeps_nothing
        result = self._one(spec, run_check)
        if shares and result.outcome in JUDGED_AGAIN and self.job.load_failure is None:
            self._leave()
            result = self._one(spec, run_check)
        return result

    def _one(self, spec: CheckSpec, run_check: RunCheck) -> CheckResult:
        result = run_check(self.job, spec, self)
        self.job.timeouts += result.outcome is Outcome.TIMEOUT
        if result.outcome in LOST or self._is_nearly_spent():
            self._leave()
        return result

    def begin(self, spec: CheckSpec) -> Worker:
        """The worker for a check, loaded; raises what ended the loading, and `NotRun` where there is a reason."""
        if self.worker is None:
            self.worker = self.workers.take(self.job)
            try:
                self.worker.finish_loading()
            except WorkerOutcome as failure:
                self.job.load_failure = failure
                raise
        self.worker.begin_check(self.job.seed_of(spec.name, self.seed))
        self.has_run = True
        return self.worker

    def _is_nearly_spent(self) -> bool:
        """Whether the kernel might end the worker in the middle of the next check, for what earlier ones computed."""
        limits = self.job.limits
        return self.worker is not None and self.worker.cpu > limits.cpu_in_all - limits.cpu_seconds

    def _leave(self) -> None:
        if self.worker is not None:
            self.job.cpu += self.worker.cpu
            self.worker.close()
        self.worker, self.has_run = None, False


def checks_in_order(checks: Sequence[CheckSpec], seed: int) -> list[CheckSpec]:
    """The checks that the problem is about first, shuffled; the others as they are in the suite."""
    essential = [spec for spec in checks if spec.is_essential]
    random.Random(seed).shuffle(essential)  # noqa: S311 - an order, not a secret
    return essential + [spec for spec in checks if not spec.is_essential]
