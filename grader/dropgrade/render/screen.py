"""The terminal, pipe or file that a report is printed to: how wide it is, and which signs it can show."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console

from dropgrade.render.text import encodable

WIDEST = 100


@contextmanager
def screen(stream: TextIO | None = None, *, widest: int = WIDEST) -> Iterator[Console]:
    """A console whose text reaches a stream, by default the standard output, in one piece when all of it is there."""
    stream = stream or sys.stdout
    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    console.width = min(console.width, widest)
    with console.capture() as capture:
        yield console
    stream.write(encodable("".join(f"{line.rstrip()}\n" for line in capture.get().splitlines()), stream))
    stream.flush()
