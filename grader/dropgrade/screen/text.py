"""Make the text of students and authors safe to print."""

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
    """Escape everything in a text that a terminal would interpret, except line breaks and tabs."""
    return "".join(c if c.isprintable() or c in "\n\t" else repr(c)[1:-1] for c in text)


def one_line(name: str) -> str:
    """Return a name, a label or a path on one line, because a line break could imitate another line of output."""
    return printable(name).replace("\n", r"\n").replace("\t", r"\t")


def in_json(text: str) -> str:
    """Replace unprintable characters in a JSON text by JSON escapes."""
    return "".join(c if c.isprintable() or c in "\n\t" else _by_number(c) for c in text)


def _by_number(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def excerpt(text: str, lines: int) -> list[str]:
    """Return the first and last lines of a text, printable and shortened, with the number of lines left out."""
    every = [line[:LONGEST_LINE] for line in printable(text.replace("\r\n", "\n")).strip("\n").split("\n")]
    if len(every) <= lines:
        return every
    head, tail = (lines + 1) // 2, lines // 2
    return [*every[:head], f"… {len(every) - lines:,} lines …", *every[len(every) - tail :]]


def encodable(text: str, stream: TextIO) -> str:
    """Replace characters that the stream's encoding lacks by plain ones."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(PLAIN).encode(encoding, "replace").decode(encoding)
    return text


def many(count: float, one: str, more: str = "") -> str:
    """Return a number with its noun, in the singular for one: `2 quizzes`."""
    return f"{points(count)} {one if count == 1 else more or one + 's'}"


def points(value: float) -> str:
    """Format a number of points without needless decimals."""
    return f"{value:.10g}"


def sentence(text: str) -> str:
    """End a text with a full stop, so that the next sentence does not run into it."""
    return text if not text or text[-1] in ".?!:`" else f"{text}."


def say(text: str = "", *, is_aside: bool = False) -> None:
    """Print one or more lines to standard output or, if `is_aside`, to standard error."""
    stream = sys.stderr if is_aside else sys.stdout
    stream.write(encodable(f"{printable(text)}\n", stream))


def print_error(message: str, hint: str = "") -> None:
    """Print an error and what to do next to standard error; a missing stream is ignored."""
    message = sentence(message) if hint else message
    further = "\n  "  # indented, so that a line break in a name does not look like a new message
    with suppress(OSError, ValueError):
        say("\n".join(filter(None, (f"dropgrade: {message}".replace("\n", further), hint))), is_aside=True)
        sys.stderr.flush()
