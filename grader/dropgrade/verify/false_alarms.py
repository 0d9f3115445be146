"""Count false alarms under many seeds, and bound their rate."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from dropgrade.course.faults import Fault
from dropgrade.course.problem import Problem

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Alarm:
    """A check that a right program lost, and the seed that caused it."""

    program: str
    seed: int
    check: str
    message: str


@dataclass(frozen=True, slots=True)
class Repeats:
    """How often right programs were graded, each time with another seed, and what went wrong."""

    gradings: int
    alarms: tuple[Alarm, ...]

    @property
    def bound(self) -> float:
        """The upper bound on the rate of false alarms per grading, at a confidence of 95 %."""
        return upper_bound(len({(a.program, a.seed) for a in self.alarms}), self.gradings)

    def faults(self, problem: Problem) -> Iterator[Fault]:
        """Yield a fault for each check that a right program lost."""
        for check in problem.checks:
            alarms = [a for a in self.alarms if a.check == check.name]
            if alarms:
                first = alarms[0]
                message = (
                    f"{check.name} refuses a right answer in {len(alarms)} of {self.gradings} gradings, "
                    f"{first.program} under seed {first.seed} first: {first.message.rstrip('.')}"
                )
                yield Fault(problem.suite, check.line, message, "Widen its band, or give it more coins to count.")


def upper_bound(alarms: int, trials: int, confidence: float = CONFIDENCE) -> float:
    """Return the exact one-sided upper bound on a probability, given `alarms` in `trials`.

    This is the largest rate at which so few alarms have a probability above 1 - confidence: Clopper and Pearson
    (1934).
    """
    if alarms >= trials:
        return 1.0
    low, high = 0.0, 1.0
    while high - low > high * 1e-9:
        middle = (low + high) / 2
        if _at_most(alarms, trials, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def _at_most(alarms: int, trials: int, rate: float) -> float:
    """Return the probability of at most this many alarms: Binomial(trials, rate), summed term by term."""
    return sum(math.exp(_log_choose(trials, k) + k * math.log(rate) + (trials - k) * math.log1p(-rate))
               for k in range(alarms + 1))  # fmt: skip


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
