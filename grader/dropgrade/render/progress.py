"""A progress bar for runs that take longer than half a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 0.5


@contextmanager
def progress_after_half_a_second(total: int) -> Iterator[Callable[[], None]]:
    """Give a function to call after each check; the bar appears on the error stream once it is worth it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    start = time.monotonic()
    bar = Progress(
        TextColumn("Checking"), BarColumn(), MofNCompleteColumn(), console=Console(stderr=True), transient=True
    )
    task = bar.add_task("checks", total=total)

    def advance() -> None:
        bar.advance(task)
        if not bar.live.is_started and time.monotonic() - start > PATIENCE:
            bar.start()

    try:
        yield advance
    finally:
        if bar.live.is_started:
            bar.stop()
