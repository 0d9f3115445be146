"""Student's and author's text as harmless characters."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TextIO

LONGEST_LINE = 500
PLAIN = str.maketrans(
    {"✓": "+", "✗": "x", "·": "-", "■": "#", "…": ".", "–": "-", "×": "x", "²": "^2", "→": ">"}
    | {"░": ".", "▒": "o", "▓": "%", "█": "#", "●": "o", "±": "+-"}
)


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


def encodable(text: str, stream: TextIO) -> str:
    """Signs that the stream's encoding lacks, as plain ones."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(PLAIN).encode(encoding, "replace").decode(encoding)
    return text


def many(count: float, one: str, more: str = "") -> str:
    """A number of things, in the singular for one: `2 quizzes`."""
    return f"{points(count)} {one if count == 1 else more or one + 's'}"


def points(value: float) -> str:
    """A number of points without needless decimals."""
    return f"{value:.10g}"


def sentence(text: str) -> str:
    """A text with a full stop, so that what follows does not run into it."""
    return text if not text or text[-1] in ".?!:`" else f"{text}."


def print_error(message: str, hint: str = "") -> None:
    """Print what is wrong and what to do next to the error stream; its absence is no reason to fail."""
    message = sentence(message) if hint else message
    with suppress(OSError, ValueError):
        sys.stderr.write("".join(f"{line}\n" for line in (f"dropgrade: {printable(message)}", printable(hint)) if line))
        sys.stderr.flush()
