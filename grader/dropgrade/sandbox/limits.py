"""What one worker may use."""

from __future__ import annotations

from dataclasses import dataclass

WALL_FACTOR = 5
"""Wall seconds for each CPU second that a check may compute: a backstop for programs that wait."""
CHECKS_IN_FULL = 3
"""How many checks in one worker may use all of their time, where nobody says otherwise."""


@dataclass(frozen=True)
class Limits:
    """Computing time of a check in whole seconds, and memory beyond what the process has when it starts.

    A worker may use up the time of `in_full` checks, before the kernel ends it. `packages` are those beside NumPy that
    it may import, by the names of their distributions.
    """

    cpu_seconds: float
    memory_mb: int
    in_full: int = CHECKS_IN_FULL
    packages: tuple[str, ...] = ()

    @property
    def wall_seconds(self) -> float:
        """How long a check may take by the clock."""
        return WALL_FACTOR * self.cpu_seconds

    @property
    def cpu_in_all(self) -> int:
        """Whole seconds that a worker may compute over all its checks."""
        return max(1, round(self.in_full * self.cpu_seconds))
