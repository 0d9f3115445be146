"""Read and check what a page asks: anything could have sent it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from dropgrade.errors import DropgradeError

LONGEST = 10_000
RELOAD = "Reload the page."


class AskError(DropgradeError):
    """A message that no page of the lab sends."""


def text(ask: Mapping[str, Any], name: str, *, longest: int = LONGEST) -> str:
    """A text that an ask must have."""
    value = ask.get(name)
    if not isinstance(value, str) or len(value) > longest:
        raise AskError(f"`{name}` must be a text of at most {longest} characters.", RELOAD)
    return value


def choice(ask: Mapping[str, Any], name: str, known: Collection[str]) -> str:
    """One of several texts."""
    value = ask.get(name)
    if not isinstance(value, str) or value not in known:
        raise AskError(f"`{name}` must be one of {', '.join(sorted(known))}.", RELOAD)
    return value


def whole(ask: Mapping[str, Any], name: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`."""
    value = ask.get(name)
    if type(value) is not int or not low <= value <= high:
        raise AskError(f"`{name}` must be a whole number from {low:,} to {high:,}.", "Choose another.")
    return value


def real(ask: Mapping[str, Any], name: str, low: float, high: float) -> float:
    """A finite number from `low` to `high`."""
    value = ask.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
        raise AskError(f"`{name}` must be a number from {low:g} to {high:g}.", "Choose another.")
    return float(value)
