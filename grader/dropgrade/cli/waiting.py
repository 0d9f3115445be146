"""What a person sees while a command works: nothing at first, and nothing at all where nobody watches."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def progress(what: str, *, shown: bool) -> Iterator[Callable[[int, int], None]]:
    """A function to tell how much of how much is done."""
    if not shown or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from dropgrade.render.progress import late_progress

    with late_progress(what) as show:
        yield show
