"""Show a report in place of the previous one: on a terminal without flicker, on a pipe one after the other."""

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
    everything: bool = False
    """Whether every check is shown in full."""
    first: int = 0
    """The line of the report that is at the top."""

    def show(self, report: Report, again: Again) -> None:
        """Show a report in place of the previous one."""
        if not self.stream.isatty():
            write_report(report, again, stream=self.stream)
            return
        self.shown, self.notes, self.first = (report, again), [], 0
        self._render()

    def show_everything(self) -> None:
        """Switch between every check in full and what fits on a screen."""
        self.everything, self.first = not self.everything, 0
        self._render()

    def scroll(self, lines: int) -> None:
        """Scroll by a number of lines."""
        self.first += lines
        self._draw(self.keys)

    def redraw(self) -> None:
        """Draw everything again in the terminal's current size."""
        self.is_begun = False
        self._render()

    def _render(self) -> None:
        if self.shown is not None:
            page = _Page()
            write_report(
                *self.shown, stream=page, folds=True, everything=self.everything, room=shutil.get_terminal_size().lines
            )
            self.lines = page.getvalue().rstrip("\n").split("\n")
            self._draw(self.keys)

    def note(self, lines: Sequence[str]) -> None:
        """Show lines above the report until the next one."""
        if not self.stream.isatty():
            self.stream.write(encodable("".join(f"{printable(line)}\n" for line in lines), self.stream))
            self.stream.flush()
            return
        self.notes = [*(printable(line) for part in lines for line in part.split("\n")), ""]
        self._draw(self.keys)

    def wait(self, words: str) -> None:
        """Say below the report what is going on, keeping the report visible."""
        if self.stream.isatty():
            self._draw(words)

    def leave(self) -> None:
        """Leave the last report on the screen, with the cursor below it."""
        if self.stream.isatty() and self.is_begun:
            self.stream.write("\n")
            self.stream.flush()

    def _draw(self, last: str) -> None:
        """Write the whole screen at once, each line over the previous one; long lines are cut."""
        width, height = shutil.get_terminal_size()
        notes = [line for note in self.notes for line in textwrap.wrap(note, width, subsequent_indent="  ") or [""]]
        body = self._visible([*notes, *self.lines], max(height - 2, 1), width)
        text = "".join(f"{line}{CLEAR_LINE}\n" for line in [*body, ""])
        begin = HOME if self.is_begun else CLEAR + HOME
        self.is_begun = True
        self.stream.write(encodable(f"{begin}{text}{BOLD}{last[:width]}{PLAIN}{CLEAR_LINE}{CLEAR_BELOW}", self.stream))
        self.stream.flush()

    def _visible(self, body: list[str], room: int, width: int) -> list[str]:
        """Return the lines that fit, with the number left out; the next step is always at the end."""
        if len(body) <= room:
            self.first = 0
            return body
        tail = body[len(body) - min(TAIL, room - 1) :]
        kept = max(room - 1 - len(tail), 0)
        self.first = max(0, min(self.first, len(body) - len(tail) - kept))
        left_out = len(body) - len(tail) - kept - self.first
        words = (
            f"… {left_out} more lines: the arrow keys scroll" if left_out else "… the end: the arrow keys scroll back"
        )
        return [*body[self.first : self.first + kept], f"{DIM}{words[:width]}{PLAIN}", *tail]


class _Page(io.StringIO):
    """Collects text for a terminal, including colours."""

    def isatty(self) -> bool:
        """Return True, like a terminal."""
        return True
