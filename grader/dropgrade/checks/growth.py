"""How the time and the memory of a program grow with the size of what it is given.

Time is the processor time of the worker, read from outside, which other processes do not lengthen and the program
cannot change. What remains is that a measurement is slowed now and then, never quickened: so the least of several is
taken, and sizes take turns. Two sizes differ by a factor of 8 (of 4 where it is about squares and cubes), and the limit
lies half a power above what is allowed: a program fails only if each of `ROUNDS` measurements of the large size was
slowed to more than 2.8 times its time (twice). Where that happens to 1 in 20, a right program fails in fewer than 1e-9
of all checks, and one that grows by a power too much passes in fewer than 1e-7, for then all of its 6 measurements of
the small size were slowed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from dropgrade.checks.abilities import Abilities
from dropgrade.checks.failure import Names, fail
from dropgrade.report import Fact

Made = TypeVar("Made")
FACTORS = {"constant": 8, "linear": 8, "quadratic": 4, "cubic": 4}
"""How much larger the large size is: a call costs something by itself, and must not be all that the small one takes."""
ENOUGH = 0.03
"""Seconds that the large size takes at least, if it may be so large."""
ROUNDS, LEAST_ROUNDS, TURNS = 7, 2, 3
"""Measurements of the large size at most and at least, and those of the small size to each of them."""
POWERS = {"constant": 0, "linear": 1, "quadratic": 2, "cubic": 3}
"""What growth may be called; a logarithm more or less makes no difference."""
KILOBYTE = 1024
SHORTEST = 1e-6
"""Seconds below which nothing is measured."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What a small and a large size took, in seconds or bytes."""

    small: int
    large: int
    of_small: float
    of_large: float

    @property
    def power(self) -> float:
        """The power of n by which it grows between the two sizes."""
        return math.log(max(self.of_large, SHORTEST) / max(self.of_small, SHORTEST), self.large / self.small)


def expect_growth(
    student: Abilities,
    work: Callable[[Made], object],
    *,
    at_most: str,
    what: str,
    prepare: Callable[[int], Made],
    start: int = 64,
    most: int = 1 << 20,
    mistakes: Names = (),
) -> Growth:
    """Expect that the time of `work` grows no faster with n than `constant`, `linear`, `quadratic` or `cubic`.

    `prepare(n)` makes what `work` is given; its time does not count. n begins at `start` and is doubled until the work
    takes 30 ms or n is `most`. Sending long lists takes linear time itself: for less than that, let the worker keep
    what is large, as an object with methods.
    """
    limit, factor = POWERS[at_most] + 0.5, FACTORS[at_most]

    def seconds(n: int) -> float:
        made = prepare(n)
        before = student.cpu_seconds
        work(made)
        return student.cpu_seconds - before

    large = max(start, factor)
    while seconds(large) < ENOUGH and 2 * large <= most:
        large *= 2
    growth = _measured(seconds, large // factor, large, limit)
    _judge(growth, limit, what, f"{at_most} or less", mistakes)
    return growth


def _measured(seconds: Callable[[int], float], small: int, large: int, limit: float) -> Growth:
    """The least of several measurements; more of them are made while the growth is too fast."""
    growth = Growth(small, large, math.inf, math.inf)
    for number in range(1, ROUNDS + 1):
        of_small = min(growth.of_small, *(seconds(small) for _ in range(TURNS)))
        growth = Growth(small, large, of_small, min(growth.of_large, seconds(large)))
        if number >= LEAST_ROUNDS and growth.power < limit:
            break
    return growth


def expect_memory_growth(
    student: Abilities,
    work: Callable[[Made], object],
    *,
    at_most: str,
    what: str,
    prepare: Callable[[int], Made],
    large: int = 4096,
    mistakes: Names = (),
) -> Growth:
    """Expect that the memory which `work` takes at its peak grows no faster than `at_most`, up to n = `large`."""

    def peak(n: int) -> float:
        made = prepare(n)
        with student.memory_measured() as memory:
            work(made)
        return memory.peak + KILOBYTE  # what any call takes hides what is next to nothing

    limit = POWERS[at_most] + 0.5
    small = max(1, large // FACTORS[at_most])
    growth = Growth(small, large, peak(small), peak(large))
    _judge(growth, limit, what, f"{at_most} or less", mistakes)
    return growth


def _judge(growth: Growth, limit: float, what: str, allowed: str, mistakes: Names) -> None:
    if growth.power >= limit:
        power = round(growth.power)
        name = next((name for name, number in POWERS.items() if number == power), f"as n to the power {power}")
        times = growth.of_large / max(growth.of_small, SHORTEST)
        observed = f"{name}: {times:.0f} times as much for {growth.large // growth.small} times the size"
        fail(what, observed=observed, expected=allowed, mistakes=mistakes, fact=Fact(kind=name))
