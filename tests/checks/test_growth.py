"""How time and memory grow with n, decided on a clock that is slowed at random and on memory that is counted."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import numpy as np
import pytest

from dropgrade.checks import CheckFailed, expect_growth, expect_memory_growth
from dropgrade.sandbox.transport import Budget
from tests.local import local_student

MODELS: dict[str, Callable[[float], float]] = {
    "constant": lambda n: 1e-4 + 0 * n,
    "logarithm": lambda n: 1e-4 + 2e-6 * math.log(n),
    "linear": lambda n: 5e-5 + 1e-6 * n,
    "n log n": lambda n: 5e-5 + 3e-7 * n * math.log2(n),
    "quadratic": lambda n: 5e-5 + 2e-6 * n + 3e-8 * n * n,
    "cubic": lambda n: 5e-5 + 2e-6 * n + 1e-9 * n**3,
}
"""Seconds that programs take: what sending costs, and what they do themselves."""


class Clocked:
    """A student whose work takes what a model says, and every twentieth time up to ten times as long."""

    def __init__(self, model: str, seed: int) -> None:
        self._model, self._chance, self.cpu_seconds = MODELS[model], random.Random(seed), 0.0

    def work(self, n: int) -> None:
        """Let time pass."""
        slowed = self._chance.uniform(2, 10) if self._chance.random() < 0.05 else self._chance.uniform(1, 1.5)
        self.cpu_seconds += self._model(n) * slowed


def grows_too_fast(model: str, at_most: str, seed: int) -> bool:
    """Whether the expectation fails."""
    student = Clocked(model, seed)
    try:
        expect_growth(student, student.work, prepare=lambda n: n, at_most=at_most, what="the time", most=1 << 15)  # type: ignore[arg-type]
    except CheckFailed:
        return True
    return False


@pytest.mark.parametrize(
    ("model", "at_most"),
    [
        ("constant", "constant"),
        ("logarithm", "constant"),
        ("linear", "linear"),
        ("n log n", "linear"),
        ("quadratic", "quadratic"),
    ],
)
def test_what_grows_no_faster_than_allowed_passes(model: str, at_most: str) -> None:
    """In 400 runs on a clock that is slowed at random, no right program fails: the stated rate is below 1e-9."""
    assert not any(grows_too_fast(model, at_most, seed) for seed in range(400))


@pytest.mark.parametrize(
    ("model", "at_most"), [("linear", "constant"), ("quadratic", "linear"), ("cubic", "quadratic"), ("cubic", "linear")]
)
def test_what_grows_by_a_power_too_much_fails(model: str, at_most: str) -> None:
    """In 400 runs on the same clock, no program that is a power too slow passes: the stated rate is below 1e-7."""
    assert all(grows_too_fast(model, at_most, seed) for seed in range(400))


def test_the_failure_says_how_it_grows() -> None:
    """The observation names the power, and how much longer the larger input takes."""
    student = Clocked("quadratic", 1)
    with pytest.raises(CheckFailed, match=r"the time: observed quadratic: \d+ times as much for 8 times the size"):
        expect_growth(student, student.work, prepare=lambda n: n, at_most="linear", what="the time")  # type: ignore[arg-type]


def test_what_is_prepared_does_not_count() -> None:
    """Time that passes while the input is made is no time of the work's."""
    student = Clocked("constant", 1)

    def slowly(n: int) -> int:
        student.cpu_seconds += n * n
        return n

    expect_growth(student, student.work, prepare=slowly, at_most="constant", what="the time", most=1 << 12)  # type: ignore[arg-type]


def test_memory_is_judged_by_its_growth() -> None:
    """A table of all pairs takes quadratic memory, a sum along the way none, and a copy linear memory."""
    source = "import numpy as np\ndef pairs(x): return abs(x[:, None] - x).sum()\ndef copy(x): return list(x + 1)\n"
    student = local_student(source + "def total(x): return x.sum()\n")
    for name, at_most in (("total", "constant"), ("copy", "linear"), ("pairs", "quadratic")):
        expect_memory_growth(student, getattr(student, name), prepare=_numbers, at_most=at_most, what="memory")
    with pytest.raises(CheckFailed, match=r"memory: observed quadratic: 6\d times as much"):
        expect_memory_growth(student, student.pairs, prepare=_numbers, at_most="linear", what="memory")


def _numbers(n: int) -> object:
    return np.arange(float(n))


def test_where_the_system_does_not_tell_the_time_the_worker_does() -> None:
    """Without a clock of the system's, the time is what the worker says, and never runs backwards."""
    student = local_student("def f(): return sum(range(10**5))")
    student._worker._transport.budget = Budget(lambda: 0.0)
    student.f()
    before = student.cpu_seconds
    student._worker._note({"cpu": before - 1.0})
    student._worker._note({"cpu": "soon"})
    assert student.cpu_seconds == before > 0
