"""A progress bar for runs that take longer than half a second."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from dropgrade.screen.console import HEIGHT, width_of

PATIENCE = 0.5


@contextmanager
def late_progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that reports how much of the work is done; a bar appears on the error stream if it takes long.

    A timer starts it, so that it moves even while the first check does not come back.
    """
    columns = (SpinnerColumn(), TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True, width=width_of(sys.stderr), height=HEIGHT), transient=True)
    task = bar.add_task(what, total=None)
    timer = threading.Timer(PATIENCE, bar.start)
    timer.start()
    try:
        yield lambda done, total: bar.update(task, completed=done, total=total)
    finally:
        timer.cancel()
        timer.join()
        bar.stop()
