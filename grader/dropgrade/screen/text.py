"""Student's and author's text as harmless characters."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TextIO

LONGEST_LINE = 500
PLAIN = str.maketrans(
    {"✓": "+", "✗": "x", "·": "-", "■": "#", "↳": ">", "…": ".", "–": "-", "×": "x", "²": "^2", "→": ">"}
    | {"░": ".", "▒": "o", "▓": "%", "█": "#", "●": "o", "±": "+-"}
)


def printable(text: str) -> str:
    """A text without anything that a terminal would interpret; line breaks and tabs stay."""
    return "".join(c if c.isprintable() or c in "\n\t" else repr(c)[1:-1] for c in text)


def one_line(name: str) -> str:
    """A name, a label or a path as one harmless line: a line break in it could draw what looks like another line."""
    return printable(name).replace("\n", r"\n").replace("\t", r"\t")


def in_json(text: str) -> str:
    """A JSON text with every character in it that is not printable written by its number, as JSON may have it."""
    return "".join(c if c.isprintable() or c in "\n\t" else _by_number(c) for c in text)


def _by_number(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def excerpt(text: str, lines: int) -> list[str]:
    """The first and last lines of a text, printable, none of them endless, with what was left out counted."""
    every = [line[:LONGEST_LINE] for line in printable(text.replace("\r\n", "\n")).strip("\n").split("\n")]
    if len(every) <= lines:
        return every
    head, tail = (lines + 1) // 2, lines // 2
    return [*every[:head], f"… {len(every) - lines:,} lines …", *every[len(every) - tail :]]


def encodable(text: str, stream: TextIO) -> str:
    """Replace signs that the stream's encoding lacks by plain ones."""
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


def say(text: str = "", *, is_aside: bool = False) -> None:
    """Print a line, or several, to the standard output or, where it `is_aside`, to the error stream."""
    stream = sys.stderr if is_aside else sys.stdout
    stream.write(encodable(f"{printable(text)}\n", stream))


def print_error(message: str, hint: str = "") -> None:
    """Print what is wrong and what to do next to the error stream; a missing one is ignored."""
    message = sentence(message) if hint else message
    further = "\n  "  # a line break that came with a name begins no line of ours
    with suppress(OSError, ValueError):
        say("\n".join(filter(None, (f"dropgrade: {message}".replace("\n", further), hint))), is_aside=True)
        sys.stderr.flush()
