"""Read TOML that people wrote: every failure becomes one error with a line."""

from __future__ import annotations

import tomllib
from typing import Any


def read_toml(text: str) -> dict[str, Any]:
    """Parse a TOML text; raises `tomllib.TOMLDecodeError`, also for endless nesting and huge numbers."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise _unreadable(text, "it is nested too deeply", "[{") from None
    except ValueError:  # Python's limit on the digits of an integer
        raise _unreadable(text, "a number has too many digits", "0123456789") from None


def _unreadable(text: str, what: str, signs: str) -> tomllib.TOMLDecodeError:
    """Return an error for the line that contains most of these characters."""
    lines = text.split("\n")
    worst = max(range(len(lines)), key=lambda at: sum(map(lines[at].count, signs)))
    return tomllib.TOMLDecodeError(f"{what} (at line {worst + 1}, column 1)")
