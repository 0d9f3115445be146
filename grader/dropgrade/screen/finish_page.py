"""The page after full marks, as lines for a terminal."""

from __future__ import annotations

from rich.text import Text

from dropgrade.course.finish import Finish
from dropgrade.screen.markdown import text_of
from dropgrade.screen.text import printable

INDENT = 2


def finish_lines(finish: Finish, width: int) -> list[Text]:
    """Return the lines for the idea, the equivalent framework call, and the bug that it prevents."""
    lines = [Text(printable(finish.title), "bold green"), *_indented(finish.idea, width)]
    for heading, text in finish.sections:
        lines += [Text(), Text(printable(heading), "bold"), *_indented(text, width)]
    return [*lines, Text()]


def _indented(markdown: str, width: int) -> list[Text]:
    found = text_of(markdown, width - INDENT, coloured=False)
    return [Text(f"{' ' * INDENT}{line.plain}".rstrip(), no_wrap=True, overflow="fold") for line in found]
