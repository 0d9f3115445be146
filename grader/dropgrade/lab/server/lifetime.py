"""How long the lab runs: until it is stopped, or until its last page has been closed for a while."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 600.0
"""Seconds after which a lab without an open page ends: longer than a browser sleeps or a page reloads."""


class Lifetime:
    """Counts the open pages; nothing ends before the first one was opened."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._open = 0
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self.over = threading.Event()

    @contextmanager
    def page(self) -> Iterator[None]:
        """Count a page as open."""
        with self._lock:
            self._open += 1
            self._stop_waiting()
        try:
            yield
        finally:
            with self._lock:
                self._open -= 1
                if not self._open:
                    self._wait()

    def end(self) -> None:
        """End it now."""
        with self._lock:
            self._stop_waiting()
        self.over.set()

    def _wait(self) -> None:
        self._timer = threading.Timer(self._patience, self.over.set)
        self._timer.daemon = True
        self._timer.start()

    def _stop_waiting(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None
