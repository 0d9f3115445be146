"""How a command ends: its exit codes, and the one place that prints errors."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from enum import IntEnum

from dropgrade.render.text import printable


class Exit(IntEnum):
    """What the exit code says."""

    FULL = 0
    POINTS_MISSING = 1
    USAGE = 2
    GRADER = 3
    INTERRUPTED = 130
    CLOSED_PIPE = 141


def print_error(message: str, hint: str = "") -> None:
    """Print what is wrong and what to do next to the error stream; its absence is no reason to fail."""
    with suppress(OSError, ValueError):
        sys.stderr.write("".join(f"{line}\n" for line in (f"dropgrade: {printable(message)}", printable(hint)) if line))
        sys.stderr.flush()


def close_quietly() -> None:
    """Point the closed standard output at nothing, so that nobody complains once more on leaving."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
