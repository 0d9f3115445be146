"""A progress bar for runs that take longer than half a second."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

PATIENCE = 0.5


@contextmanager
def late_progress(total: int) -> Iterator[Callable[[], None]]:
    """Give a function to call after each check; the bar appears on the error stream once it is worth it.

    A timer starts it, so that it moves even while the first check does not come back.
    """
    columns = (SpinnerColumn(), TextColumn("Checking"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("checks", total=total)
    timer = threading.Timer(PATIENCE, bar.start)
    timer.start()
    try:
        yield lambda: bar.advance(task)
    finally:
        timer.cancel()
        timer.join()
        bar.stop()
