"""How two texts differ, in words: the line, the character, or only spaces or capital letters."""

from __future__ import annotations

from itertools import zip_longest

from dropgrade.checks.kinds import shown

AROUND = 20
"""The number of characters shown before and after the first difference."""
Where = tuple[str, str, str]
"""Where texts differ, and what each has there."""


def first_text_difference(observed: str, expected: str, what: str) -> Where:
    """Return the first difference of two texts that are not equal."""
    if "\n" in expected.rstrip("\n") or "\n" in observed.rstrip("\n"):
        return _of_lines(observed, expected, what)
    return _of_a_line(observed, expected, what)


def _of_lines(observed: str, expected: str, what: str) -> Where:
    seen, wanted = observed.split("\n"), expected.split("\n")
    for number, (one, other) in enumerate(zip_longest(seen, wanted), start=1):
        if one is None:
            return what, f"only {number - 1} lines", f"line {number} is {shown(other)}"
        if other is None:
            return what, f"line {number} is {shown(one)}", f"an end after {number - 1} lines"
        if one != other:
            return _of_a_line(one, other, f"line {number} of {what}")
    return what, shown(observed), shown(expected)


def _of_a_line(observed: str, expected: str, what: str) -> Where:
    at = next((i for i, (a, b) in enumerate(zip(observed, expected, strict=False)) if a != b), None)
    place = min(len(observed), len(expected)) if at is None else at
    start = max(0, place - AROUND) if len(observed) > 2 * AROUND or len(expected) > 2 * AROUND else 0
    seen, wanted = (_window(text, start, place) for text in (observed, expected))
    if start or len(observed) > 2 * AROUND or len(expected) > 2 * AROUND:
        what = f"{what} at character {place + 1}"
    return what, seen + _only(observed, expected), wanted


def _window(text: str, start: int, place: int) -> str:
    part = text[start : place + AROUND] if start or len(text) > 2 * AROUND else text
    before, behind = "…" if start else "", "…" if start + len(part) < len(text) else ""
    return f"{before}{part!r}{behind}"


def _only(observed: str, expected: str) -> str:
    """Return which kind of small difference is the only one, if it is easily overlooked."""
    if observed.casefold() == expected.casefold():
        return ", which differs only in capital letters"
    if observed.strip() == expected.strip():
        return ", which differs only in spaces or line ends around it"
    if "".join(observed.split()) == "".join(expected.split()):
        return ", which differs only in spaces"
    return ""
