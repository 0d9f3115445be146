"""Run one submission through its suite: which worker each check gets, and which result counts."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dropgrade.course.suite import CheckSpec
from dropgrade.grading.job import GradingJob, refuse_old_cells
from dropgrade.grading.prefetch import Workers
from dropgrade.report import CheckResult, Outcome
from dropgrade.sandbox.client import Worker
from dropgrade.sandbox.outcomes import WorkerOutcome

LOST = (Outcome.TIMEOUT, Outcome.MEMORY, Outcome.CRASH)
"""Outcomes after which a worker is gone or must not be used again."""
JUDGED_AGAIN = (Outcome.FAIL, Outcome.PARTIAL, Outcome.ERROR, Outcome.MEMORY, Outcome.CRASH)
"""Outcomes that may be caused by what another check left behind."""

AUDITED = 3
"""The number of passed checks of an incorrect program that are repeated, to see if they pass on their own."""

RunCheck = Callable[[GradingJob, CheckSpec, "Attempt"], CheckResult]
"""Runs one check, which asks the attempt for its worker."""


@dataclass(slots=True)
class Attempt:
    """The checks of a submission, sharing one worker so that it is loaded only once.

    What one check leaves behind must not affect another. Essential checks come first, in an order that depends on the
    seed and that no program knows. A check that does not pass in a shared worker is repeated in a new one, whose
    result counts, and if a program is not correct, some of the passed checks are repeated as well.
    """

    job: GradingJob
    workers: Workers
    seed: int
    worker: Worker | None = None
    has_run: bool = False
    """Whether a check has run in the worker."""
    shared: set[str] = field(default_factory=set)
    """The checks that ran in a worker after others."""

    def run(self, run_check: RunCheck) -> None:
        """Run every check of the suite and store the results in the job."""
        try:
            for spec in checks_in_order(self.job.checks, self.seed):
                self.job.results[spec.name] = self._judged(spec, run_check)
            self._audit(run_check)
            self._hand_back()
        finally:
            self._leave()
            self.workers.drop(self.job)

    def _audit(self, run_check: RunCheck) -> None:
        """If a check failed, repeat some that passed; if one of them fails now, repeat all of them."""
        results = self.job.results
        if self.job.keeps_nothing or self.job.is_brief or self.job.load_failure is not None:
            return
        if not any(result.outcome in JUDGED_AGAIN for result in results.values()):
            return
        passed = [
            s for s in self.job.problem.checks if s.name in self.shared and results[s.name].outcome is Outcome.PASS
        ]
        random.Random(self.seed).shuffle(passed)  # noqa: S311 - an order, not a secret
        for number, spec in enumerate(passed):
            if number >= AUDITED and all(results[s.name].outcome is Outcome.PASS for s in passed[:AUDITED]):
                return
            self._leave()
            results[spec.name] = self._one(spec, run_check)

    def _judged(self, spec: CheckSpec, run_check: RunCheck) -> CheckResult:
        shares = self.worker is not None and self.has_run and not self.job.keeps_nothing
        self.shared |= {spec.name} if shares else set()
        result = self._one(spec, run_check)
        if shares and result.outcome in JUDGED_AGAIN and self.job.load_failure is None:
            self._leave()
            result = self._one(spec, run_check)
        return result

    def _one(self, spec: CheckSpec, run_check: RunCheck) -> CheckResult:
        result = run_check(self.job, spec, self)
        self.job.timeouts += result.outcome is Outcome.TIMEOUT
        if result.outcome in LOST or (self.worker is not None and self.worker.is_nearly_spent):
            self._leave()
        return result

    def begin(self, spec: CheckSpec) -> Worker:
        """Return the loaded worker for a check; raises what ended the loading, or `NotRun` if nothing more is run."""
        if self.worker is None:
            self.worker = self.workers.take(self.job)
            try:
                self.worker.finish_loading()
                refuse_old_cells(self.job, self.worker.broken)
            except WorkerOutcome as failure:
                self.job.load_failure = failure
                self._leave()
                raise
        self.worker.begin_check(self.job.seed_of(spec.name, self.seed))
        self.has_run = True
        return self.worker

    def _hand_back(self) -> None:
        """Keep the worker for the next program if nothing of this one is left in it."""
        if self.worker is not None and self.job.load_failure is None:
            self.workers.give_back(self.job, self.worker)
            self.worker = None

    def _leave(self) -> None:
        if self.worker is not None:
            self.job.cpu += self.worker.cpu
            self.worker.close()
        self.worker, self.has_run = None, False


def checks_in_order(checks: Sequence[CheckSpec], seed: int) -> list[CheckSpec]:
    """Return the essential checks, shuffled, then the others, and last those that a person grades."""
    essential = [spec for spec in checks if spec.is_essential]
    random.Random(seed).shuffle(essential)  # noqa: S311 - an order, not a secret
    others = [spec for spec in checks if not spec.is_essential]
    return sorted(essential + others, key=lambda spec: spec.is_manual)
