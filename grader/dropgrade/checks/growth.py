"""How a program's time and memory grow with the size of its input.

Time is the processor time of the worker, measured from outside, so that other processes do not lengthen it and the
program cannot change it. Even so, a measurement is sometimes too long, but never too short: so the shortest of several
is taken, and the sizes take turns. The two sizes differ by a factor of 8 (of 4 for squares and cubes), and the limit
is half a power above what is allowed: a program fails only if each of `ROUNDS` measurements of the large size took
more than 2.8 times its true time (twice, for a factor of 4). If that happens to 1 in 20 measurements, a correct
program fails in fewer than 1e-9 of all checks, and one that grows by one power too much passes in fewer than 1e-7,
because then all 6 measurements of the small size must have been too long.
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
"""How much larger the large size is: a call has a fixed cost, which must not dominate the time of the small size."""
ENOUGH = 0.03
"""The minimum number of seconds for the large size, if it may grow that large."""
ROUNDS, LEAST_ROUNDS, TURNS = 7, 2, 3
"""The maximum and minimum number of measurements of the large size, and those of the small size for each."""
POWERS = {"constant": 0, "linear": 1, "quadratic": 2, "cubic": 3}
"""The names of growth rates; a logarithmic factor makes no difference."""
KILOBYTE = 1024
SHORTEST = 1e-6
"""The number of seconds below which times are too short to measure."""


@dataclass(frozen=True, slots=True)
class Growth:
    """The time or memory for a small and a large size, in seconds or bytes."""

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

    `prepare(n)` makes the input for `work`; its time does not count. n starts at `start` and is doubled until the work
    takes 30 ms or n reaches `most`. Sending long lists takes linear time itself: to check for less than that, let the
    worker keep the large data, as an object with methods.
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
    """Return the shortest of several times per size; measuring continues while the growth is too fast."""
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
    """Expect that the peak memory of `work` grows no faster than `at_most`, up to n = `large`."""

    def peak(n: int) -> float:
        made = prepare(n)
        with student.memory_measured() as memory:
            work(made)
        return memory.peak + KILOBYTE  # the fixed cost of any call must not hide a tiny amount

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
