"""The check that is running: its worker, the submission as the suite sees it, and how it ended."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from dropgrade.checks.credit import Earned
from dropgrade.checks.describing import describe
from dropgrade.checks.student import Student
from dropgrade.course.suite import CheckSpec
from dropgrade.grading.attempt import Attempt
from dropgrade.grading.examples import FailedExample, Spent, is_of_hypothesis, tried
from dropgrade.grading.job import GradingJob
from dropgrade.grading.verdict import verdict
from dropgrade.report import CheckResult, Outcome
from dropgrade.sandbox.client import Reply, Worker

CREDITED = (Outcome.FAIL, Outcome.ERROR, Outcome.NOT_ATTEMPTED)
"""Outcomes that become partial if something was credited; a timeout stays a timeout."""
OF_THE_TIME = 0.5
"""The share of a check's time after which no further examples are drawn."""


class Held(Exception):
    """Carries a BaseException out of a fixture, because pytest cleans up fixtures only for an Exception."""

    def __init__(self, ended: BaseException) -> None:
        super().__init__(str(ended))
        self.ended = ended


@dataclass(slots=True)
class Turn:
    """One check of one submission, or its cases one after the other."""

    job: GradingJob
    spec: CheckSpec
    attempt: Attempt
    seed: int
    earned: Earned = field(default_factory=Earned)
    worker: Worker | None = None
    case: str = ""
    result: CheckResult | None = None
    _student: Student | None = None

    @property
    def rng(self) -> np.random.Generator:
        """A generator for the check, seeded by run, problem, check and case."""
        return np.random.default_rng(self.seed)

    def student(self) -> Student:
        """Return the submission, loaded in this turn's worker; raises what ended the loading."""
        if self._student is None:
            self.worker = self.attempt.begin(self.spec)
            self._student = Student(self.worker)
        return self._student

    def given(self, names: Collection[str]) -> dict[str, object]:
        """Return the values of our fixtures for a check that needs no others."""
        ours: dict[str, Callable[[], object]] = {"student": self.student, "rng": lambda: self.rng}
        return {name: ours[name]() for name in names}

    @contextmanager
    def taking_down(self) -> Iterator[None]:
        """Record how the code inside ends; exceptions that end the run are raised again."""
        ended = None
        try:
            yield
        except BaseException as error:
            if is_of_the_run(error):
                raise
            ended = error
        self.take_down(ended)

    def take_down(self, ended: BaseException | None) -> None:
        """Turn what a check raised into its result."""
        last, student = Reply(None), self._student
        if student is not None:
            last, student.last = (
                student.last,
                Reply(None),
            )  # may be large, and the traceback would keep it
        case = self.case
        if isinstance(ended, FailedExample):
            case, ended = ended.example, ended.failure
        ended = ended.ended if isinstance(ended, Held) else ended
        called = student.last_function if student is not None else ""
        result = verdict(self.job, self.spec, ended, called, describe(last.value))
        self.result = _of_case(self._credited(result), case)
        if ended is not None:
            traceback.clear_frames(ended.__traceback__)  # break a cycle that would keep the check's arguments

    def _credited(self, result: CheckResult) -> CheckResult:
        if not self.earned.share or result.outcome in (Outcome.PASS, Outcome.NEEDS_REVIEW):
            return result
        outcome = Outcome.PARTIAL if result.outcome in CREDITED else result.outcome
        return replace(result, outcome=outcome, credit=self.earned.share, credited=self.earned.words)

    def call(self, check: Callable[..., object], given: dict[str, Any]) -> None:
        """Call a check, with examples if it draws them."""
        if is_of_hypothesis(check):
            tried(check, given, self.seed, self._spent)
        else:
            check(**given)

    def _spent(self) -> Spent:
        """Return a function that tells whether the time for examples is over and restarts the clock.

        Drawing examples is not the submission's work, so it does not count.
        """
        before = self.worker.cpu if self.worker is not None else 0.0
        most = self.job.limits.cpu_seconds * OF_THE_TIME

        def is_spent() -> bool:
            if self.worker is None:
                return False
            self.worker.begin_clock()
            return self.worker.cpu - before > most

        return is_spent


def is_of_the_run(error: BaseException) -> bool:
    """Whether an exception ends the run instead of judging a submission."""
    return isinstance(error, KeyboardInterrupt | pytest.exit.Exception)


def place_of(item: pytest.Function) -> int:
    """Return the index of a test's case, counted from 0."""
    return next(iter(item.callspec.indices.values()), 0) if hasattr(item, "callspec") else 0


def values_of(item: pytest.Function) -> dict[str, object]:
    """Return the values of a test's case by parameter name."""
    return item.callspec.params if hasattr(item, "callspec") else {}


def _of_case(result: CheckResult, case: str) -> CheckResult:
    """Add to a result for which case it is."""
    if not case or result.outcome in (Outcome.PASS, Outcome.NEEDS_REVIEW):
        return result
    words = f"With {case}: "
    return replace(result, message=words + result.message, what=words + result.what if result.what else "")
