"""Student's and author's text as harmless characters."""

from __future__ import annotations

LONGEST_LINE = 500


def printable(text: str) -> str:
    """A text without anything that a terminal would obey; line breaks and tabs stay."""
    return "".join(c if c.isprintable() or c in "\n\t" else repr(c)[1:-1] for c in text)


def excerpt(text: str, lines: int) -> list[str]:
    """The first and last lines of a text, printable, none of them endless, with what was left out counted."""
    every = [line[:LONGEST_LINE] for line in printable(text.replace("\r\n", "\n")).strip("\n").split("\n")]
    if len(every) <= lines:
        return every
    head, tail = (lines + 1) // 2, lines // 2
    return [*every[:head], f"… {len(every) - lines:,} lines …", *every[len(every) - tail :]]


def many(count: float, one: str, more: str = "") -> str:
    """A number of things, in the singular for one: `2 quizzes`."""
    return f"{points(count)} {one if count == 1 else more or one + 's'}"


def points(value: float) -> str:
    """A number of points without needless decimals."""
    return f"{value:.10g}"
