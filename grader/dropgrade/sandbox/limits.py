"""What one worker may use up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Computing time in whole seconds, and memory beyond what the process has when it starts."""

    cpu_seconds: int
    memory_mb: int
