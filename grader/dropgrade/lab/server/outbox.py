"""The queue of messages to a page: bounded, so that a slow page slows its jobs and never fills the memory."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from dropgrade.lab.server.frames import binary_frame

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_BYTES, MOST_ARRAYS = 4 * 2**20, 3
"""The most bytes, and frames with arrays, that may wait for a page; then senders wait until some are sent."""
LONGEST_FRAME = 2**20
"""The most characters of messages that are sent as one frame."""


class Outbox:
    """Frames in the order in which they were sent, from any thread; messages without arrays share one.

    `wake` is called, in the thread that sends, when there is something to take.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._frames: deque[str | bytes] = deque()
        self._bytes = self._arrays = 0
        self._is_closed = False
        self._room = threading.Condition()

    def put(self, body: Mapping[str, object], arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Add a message; waits while the queue is full, and drops the message once the page is gone."""
        frame = binary_frame(body, arrays) if arrays else json.dumps(body, allow_nan=False)
        with self._room:
            self._room.wait_for(self._has_room)
            if self._is_closed:
                return
            self._frames.append(frame)
            self._bytes += len(frame)
            self._arrays += isinstance(frame, bytes)
        self._wake()

    def _has_room(self) -> bool:
        """Whether a message may be added: if few wait, so that answers come soon, and always once it is closed."""
        return self._is_closed or (self._bytes < MOST_BYTES and self._arrays < MOST_ARRAYS)

    def take(self) -> str | bytes | None:
        """The next frame: all messages up to the next one with arrays, or that one; None if nothing waits."""
        with self._room:
            if not self._frames:
                return None
            first = self._frames.popleft()
            taken = [first]
            size = len(first)
            if isinstance(first, str):
                while self._frames and isinstance(self._frames[0], str) and size < LONGEST_FRAME:
                    taken.append(self._frames.popleft())
                    size += len(taken[-1])
            self._bytes -= size
            self._arrays -= isinstance(first, bytes)
            self._room.notify_all()
        return first if isinstance(first, bytes) else f"[{','.join(map(str, taken))}]"

    def close(self) -> None:
        """Drop the frames that wait, and release the threads that wait to add one."""
        with self._room:
            self._is_closed = True
            self._frames.clear()
            self._room.notify_all()
