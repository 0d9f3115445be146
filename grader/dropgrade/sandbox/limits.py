"""The resources that one worker may use."""

from __future__ import annotations

from dataclasses import dataclass

WALL_FACTOR = 5
"""Wall seconds per CPU second of a check: a backstop for programs that wait."""
CHECKS_IN_FULL = 3
"""The default number of checks in one worker that may use all of their time."""


@dataclass(frozen=True)
class Limits:
    """The CPU seconds of a check, and the memory beyond what the process has when it starts.

    A worker may use the time of `in_full` checks before the kernel ends it. `packages` are the distributions besides
    NumPy that it may import.
    """

    cpu_seconds: float
    memory_mb: int
    in_full: int = CHECKS_IN_FULL
    packages: tuple[str, ...] = ()

    @property
    def wall_seconds(self) -> float:
        """The wall seconds that a check may take."""
        return WALL_FACTOR * self.cpu_seconds

    @property
    def cpu_in_all(self) -> int:
        """The CPU seconds, as a whole number, that a worker may use over all its checks."""
        return max(1, round(self.in_full * self.cpu_seconds))
