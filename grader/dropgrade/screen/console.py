"""The stream that a report is printed to: its width, and the characters that it can show."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from dropgrade.screen.text import encodable, printable

WIDEST, NARROWEST, UNKNOWN = 100, 40, 80
"""The maximum and minimum width of a report, and the width if it is unknown, in columns."""
HEIGHT = 25
"""The height passed to rich, in lines; nothing of ours depends on it."""


class _Printable(Console):
    """A console that prints our styles and no other control characters, whatever the text contains."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the segments of a renderable, without harmful characters."""
        for segment in super().render(renderable, options):
            text = segment.text
            if segment.control or text.isprintable() or text == "\n":
                yield segment
            else:
                yield Segment(printable(text), segment.style)


def width_of(stream: TextIO) -> int:
    """Return the width for a stream: `COLUMNS`, else the terminal's, but never too narrow to read."""
    named = os.environ.get("COLUMNS", "")
    columns = int(named) if named.isascii() and named.isdecimal() and len(named) < 6 else 0  # noqa: PLR2004 - no screen's
    for each in (stream, sys.stdout, sys.stderr, sys.stdin):
        with suppress(OSError, ValueError, AttributeError):
            columns = columns or os.get_terminal_size(each.fileno()).columns
    return max(columns, NARROWEST) if columns else UNKNOWN


def rows_of(stream: TextIO, unknown: int) -> int:
    """Return the number of lines of a terminal, or `unknown` if the stream is not one or does not say."""
    rows = 0
    with suppress(OSError, ValueError, AttributeError):
        rows = os.get_terminal_size(stream.fileno()).lines if stream.isatty() else 0
    return rows or unknown


@contextmanager
def screen(stream: TextIO | None = None, *, widest: int = WIDEST) -> Iterator[Console]:
    """Open a console whose text is written to a stream (default: standard output) in one piece at the end."""
    stream = stream or sys.stdout
    width = min(width_of(stream), widest)
    console = _Printable(file=stream, width=width, height=HEIGHT, highlight=False, markup=False, emoji=False)
    with console.capture() as capture:
        yield console
    stream.write(encodable("".join(f"{line.rstrip()}\n" for line in capture.get().splitlines()), stream))
    stream.flush()


FIRM = "\N{NO-BREAK SPACE}"
"""A space at which lines are not broken."""


EAST_ASIAN = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff21-\uff9f]"


CLOSING = r"[\u3001\u3002\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\u300d\u300f]"


WORD = re.compile(rf"({EAST_ASIAN}{CLOSING}*|(?:(?!{EAST_ASIAN})[^ ])+)( *)")


SUM = re.compile(r"\([^() ]{1,8} [-+*/·⊙] [^() ]{1,8}\)")


def held(text: str) -> str:
    """Return the text with short sums such as (1 - p) kept together, so that they are not broken across lines."""
    return SUM.sub(lambda found: found[0].replace(" ", FIRM), text)


def wrapped(text: Text, width: int) -> list[Text]:
    """Break a text into lines between words; a word that is too long stays whole."""
    lines = []
    for paragraph in text.split("\n", allow_blank=True):
        for line in paragraph.divide(_breaks(paragraph.plain, width)):
            line.rstrip()
            line.plain = line.plain.replace(FIRM, " ")
            lines.append(line)
    return lines


def longest_word(text: Text) -> int:
    """Return the minimum width that the text needs, in columns."""
    return max((cell_len(word[1]) for word in WORD.finditer(text.plain)), default=0)


def aligned(left: Text, right: str, width: int, style: str = "bold") -> Text:
    """Return one line with something at its right end; the text is cut if it is too long."""
    room = width - len(right) - 2
    left.truncate(room, overflow="ellipsis")
    return left.append(" " * (room - left.cell_len + 2)).append(right, style)


def hung(lines: Iterable[Text], first: str, rest: str) -> list[Text]:
    """Prefix lines with a marker, and further lines with `rest`; empty lines get no trailing spaces."""
    found: list[Text] = []
    for line in lines:
        marker = rest if found else first
        found.append(Text(marker) + line if line.plain.strip() else Text(marker.rstrip()))
    return found


def _breaks(line: str, width: int) -> Iterator[int]:
    """Yield the positions at which a line is broken."""
    used = 0
    for word in WORD.finditer(line):
        if used and used + cell_len(word[1]) > width:
            yield word.start()
            used = 0
        used += cell_len(word[0])
