"""Send curves to a page: numbers are gathered, and sent about twenty times a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable

PACE = 0.05
"""Seconds between two messages."""
Part = dict[str, object]


class CurveFeed:
    """Takes numbers from any thread, and passes them on in parts `{seed, series, from, values}`."""

    def __init__(self, send: Callable[[list[Part]], None]) -> None:
        self._send = send
        self._lock = threading.Lock()
        self._waiting: dict[tuple[int, str], tuple[int, list[float]]] = {}
        self._last = 0.0

    def __call__(self, seed: int, series: str, start: int, values: Iterable[float]) -> None:
        """Add numbers to a series of one seed, from an index on; they continue the earlier ones."""
        with self._lock:
            _, waiting = self._waiting.setdefault((seed, series), (start, []))
            waiting.extend(values)
            is_due = time.monotonic() - self._last >= PACE
        if is_due:
            self.flush()

    def flush(self) -> None:
        """Send the numbers that wait."""
        with self._lock:
            parts: list[Part] = [
                {"seed": seed, "series": series, "from": start, "values": values}
                for (seed, series), (start, values) in self._waiting.items()
            ]
            self._waiting.clear()
            self._last = time.monotonic()
        if parts:
            self._send(parts)
