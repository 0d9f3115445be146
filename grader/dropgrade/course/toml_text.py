"""TOML that somebody has written: whatever keeps Python from reading it is one error, with its line."""

from __future__ import annotations

import tomllib
from typing import Any


def read_toml(text: str) -> dict[str, Any]:
    """What a text says; raises `tomllib.TOMLDecodeError`, for nesting without end and endless numbers as well."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise _unreadable(text, "it is nested too deeply", "[{") from None
    except ValueError:  # which Python says of a number of thousands of digits
        raise _unreadable(text, "a number has too many digits", "0123456789") from None


def _unreadable(text: str, what: str, signs: str) -> tomllib.TOMLDecodeError:
    """The error for a line that has most of these signs."""
    lines = text.split("\n")
    worst = max(range(len(lines)), key=lambda at: sum(map(lines[at].count, signs)))
    return tomllib.TOMLDecodeError(f"{what} (at line {worst + 1}, column 1)")
