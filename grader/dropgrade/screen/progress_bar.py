"""A progress bar for runs that take longer than half a second."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from dropgrade.screen.console import HEIGHT, width_of

PATIENCE = 0.5


class Bar:
    """A bar that is called with the amount of work done and the total; `note` shows text beside it."""

    def __init__(self, progress: Progress, what: str) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=None, note="")

    def __call__(self, done: int, total: int) -> None:
        """Show how much is done."""
        self._progress.update(self._task, completed=done, total=total)

    def note(self, words: str) -> None:
        """Show a few words beside the bar."""
        self._progress.update(self._task, note=f", {words}")


class _Speed(ProgressColumn):
    """The speed per second, and the note."""

    def render(self, task: Task) -> Text:
        """Return the column's text."""
        return Text(f"{task.speed:.1f}/s{task.fields['note']}" if task.speed else "")


@contextmanager
def late_progress(what: str, *, has_speed: bool = False) -> Iterator[Bar]:
    """Open a progress bar on standard error that appears only if the work takes long.

    A timer starts it, so that it moves even before the first check comes back.
    """
    columns = (SpinnerColumn(), TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    shown = (*columns, _Speed()) if has_speed else columns
    progress = Progress(*shown, console=Console(stderr=True, width=width_of(sys.stderr), height=HEIGHT), transient=True)
    bar = Bar(progress, what)
    timer = threading.Timer(PATIENCE, progress.start)
    timer.start()
    try:
        yield bar
    finally:
        timer.cancel()
        timer.join()
        progress.stop()
