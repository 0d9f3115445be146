"""A report that takes the place of the one before it: on a terminal without flicker, on a pipe one after the other."""

from __future__ import annotations

import io
import shutil
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TextIO

from dropgrade.report import Report
from dropgrade.screen.report_parts import Again
from dropgrade.screen.report_terminal import write_report
from dropgrade.screen.text import encodable, printable

HOME, CLEAR_LINE, CLEAR_BELOW, CLEAR = "\x1b[H", "\x1b[K", "\x1b[J", "\x1b[2J"
TAIL = 4
BOLD, DIM, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


@dataclass(slots=True)
class Board:
    """What is shown while files are watched: notes, the report, and the keys below it."""

    stream: TextIO
    keys: str
    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    shown: tuple[Report, Again] | None = None
    is_begun: bool = False

    def show(self, report: Report, again: Again) -> None:
        """Put a report in place of the last one."""
        if not self.stream.isatty():
            write_report(report, again, stream=self.stream)
            return
        self.shown, self.notes = (report, again), []
        self._render()

    def redraw(self) -> None:
        """Draw everything again, as wide and high as the terminal now is."""
        self.is_begun = False
        self._render()

    def _render(self) -> None:
        if self.shown is not None:
            page = _Page()
            write_report(*self.shown, stream=page, is_brief=True)
            self.lines = page.getvalue().rstrip("\n").split("\n")
            self._draw(self.keys)

    def note(self, lines: Sequence[str]) -> None:
        """Put words above the report, until the next one."""
        if not self.stream.isatty():
            self.stream.write(encodable("".join(f"{printable(line)}\n" for line in lines), self.stream))
            self.stream.flush()
            return
        self.notes = [*(printable(line) for part in lines for line in part.split("\n")), ""]
        self._draw(self.keys)

    def wait(self, words: str) -> None:
        """Say below the report what is going on; it stays readable."""
        if self.stream.isatty():
            self._draw(words)

    def leave(self) -> None:
        """Leave the last report on the screen, and the cursor below it."""
        if self.stream.isatty() and self.is_begun:
            self.stream.write("\n")
            self.stream.flush()

    def _draw(self, last: str) -> None:
        """Write the whole screen at once, each line over the one that was there; what is too long for it is cut."""
        width, height = shutil.get_terminal_size()
        notes = [line for note in self.notes for line in textwrap.wrap(note, width, subsequent_indent="  ") or [""]]
        body, room = [*notes, *self.lines], max(height - 2, 1)
        if len(body) > room:  # what to do next comes at the end
            left_out = f"… {len(body) - room + 1} more lines: a taller window shows them"[:width]
            kept = max(room - 1 - TAIL, 0)
            body = [*body[:kept], f"{DIM}{left_out}{PLAIN}", *body[len(body) - min(TAIL, room - 1) :]]
        text = "".join(f"{line}{CLEAR_LINE}\n" for line in [*body, ""])
        begin = HOME if self.is_begun else CLEAR + HOME
        self.is_begun = True
        self.stream.write(encodable(f"{begin}{text}{BOLD}{last[:width]}{PLAIN}{CLEAR_LINE}{CLEAR_BELOW}", self.stream))
        self.stream.flush()


class _Page(io.StringIO):
    """Takes text that is meant for a terminal, colours and all."""

    def isatty(self) -> bool:
        """As the terminal would say."""
        return True
