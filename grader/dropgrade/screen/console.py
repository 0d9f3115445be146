"""The terminal, pipe or file that a report is printed to: how wide it is, and which signs it can show."""

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
"""Columns that a report takes at most and at least, and where nobody says how many there are."""
HEIGHT = 25
"""The number of lines passed to rich: nothing of ours depends on it."""


class _Printable(Console):
    """A console that prints our styles and no other control characters, wherever a text came from."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The segments of something to print, each of harmless characters."""
        for segment in super().render(renderable, options):
            text = segment.text
            if segment.control or text.isprintable() or text == "\n":
                yield segment
            else:
                yield Segment(printable(text), segment.style)


def width_of(stream: TextIO) -> int:
    """How many columns to write for: as `COLUMNS` says, else as wide as the terminal, and never too few to read."""
    named = os.environ.get("COLUMNS", "")
    columns = int(named) if named.isascii() and named.isdecimal() and len(named) < 6 else 0  # noqa: PLR2004 - no screen's
    for each in (stream, sys.stdout, sys.stderr, sys.stdin):
        with suppress(OSError, ValueError, AttributeError):
            columns = columns or os.get_terminal_size(each.fileno()).columns
    return max(columns, NARROWEST) if columns else UNKNOWN


def rows_of(stream: TextIO, unknown: int) -> int:
    """How many lines a terminal shows at once; `unknown` where the stream is none, or it does not say."""
    rows = 0
    with suppress(OSError, ValueError, AttributeError):
        rows = os.get_terminal_size(stream.fileno()).lines if stream.isatty() else 0
    return rows or unknown


@contextmanager
def screen(stream: TextIO | None = None, *, widest: int = WIDEST) -> Iterator[Console]:
    """A console whose text reaches a stream, by default the standard output, in one piece when all of it is there."""
    stream = stream or sys.stdout
    width = min(width_of(stream), widest)
    console = _Printable(file=stream, width=width, height=HEIGHT, highlight=False, markup=False, emoji=False)
    with console.capture() as capture:
        yield console
    stream.write(encodable("".join(f"{line.rstrip()}\n" for line in capture.get().splitlines()), stream))
    stream.flush()


FIRM = "\N{NO-BREAK SPACE}"
"""A space at which no line is broken."""


EAST_ASIAN = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff21-\uff9f]"


CLOSING = r"[\u3001\u3002\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\u300d\u300f]"


WORD = re.compile(rf"({EAST_ASIAN}{CLOSING}*|(?:(?!{EAST_ASIAN})[^ ])+)( *)")


SUM = re.compile(r"\([^() ]{1,8} [-+*/·⊙] [^() ]{1,8}\)")


def held(text: str) -> str:
    """The text with a short sum such as (1 - p) as one word, so that it is not broken across lines."""
    return SUM.sub(lambda found: found[0].replace(" ", FIRM), text)


def wrapped(text: Text, width: int) -> list[Text]:
    """Lines that are broken between words; a word that is wider than the width stays whole."""
    lines = []
    for paragraph in text.split("\n", allow_blank=True):
        for line in paragraph.divide(_breaks(paragraph.plain, width)):
            line.rstrip()
            line.plain = line.plain.replace(FIRM, " ")
            lines.append(line)
    return lines


def longest_word(text: Text) -> int:
    """How many columns the text needs at least."""
    return max((cell_len(word[1]) for word in WORD.finditer(text.plain)), default=0)


def aligned(left: Text, right: str, width: int, style: str = "bold") -> Text:
    """One line with something at its right end; a text that is too long for it is cut."""
    room = width - len(right) - 2
    left.truncate(room, overflow="ellipsis")
    return left.append(" " * (room - left.cell_len + 2)).append(right, style)


def hung(lines: Iterable[Text], first: str, rest: str) -> list[Text]:
    """Lines behind a marker; an empty one keeps no spaces."""
    found: list[Text] = []
    for line in lines:
        marker = rest if found else first
        found.append(Text(marker) + line if line.plain.strip() else Text(marker.rstrip()))
    return found


def _breaks(line: str, width: int) -> Iterator[int]:
    """Where a line goes on below."""
    used = 0
    for word in WORD.finditer(line):
        if used and used + cell_len(word[1]) > width:
            yield word.start()
            used = 0
        used += cell_len(word[0])
