"""The grader's end of one worker: bytes in, bytes out, what it printed, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

HEAD = 4000
TAIL = 4000
KILLED = -9


class ChannelClosed(Exception):
    """The worker will not answer any more."""


class DeadlinePassed(Exception):
    """The worker did not answer in time."""


@dataclass(frozen=True, slots=True)
class Exit:
    """How a worker ended: its exit code (a signal's number is negative) and its CPU seconds."""

    code: int
    cpu: float

    def killed_after(self, seconds: float) -> bool:
        """Whether the kernel killed it, as it does at a limit, and not before it had computed for so long."""
        return self.code == KILLED and self.cpu >= seconds


@dataclass(slots=True)
class Transcript:
    """What the student's code printed: the beginning and the end, however much lies between."""

    _head: bytearray = field(default_factory=bytearray)
    _tail: bytearray = field(default_factory=bytearray)
    _omitted: int = 0

    def feed(self, data: bytes) -> None:
        """Keep what there is room for."""
        room = HEAD - len(self._head)
        self._head += data[:room]
        self._tail += data[room:] if room > 0 else data
        if len(self._tail) > TAIL:
            self._omitted += len(self._tail) - TAIL
            del self._tail[:-TAIL]

    @property
    def text(self) -> str:
        """The printed text, with a line that says how much was left out."""
        gap = f"\n… {self._omitted:,} bytes left out …\n".encode() if self._omitted else b""
        return (self._head + gap + self._tail).decode("utf-8", "replace")


class Transport(Protocol):
    """A way to a worker: a socket to a forked one, pipes to a cold one."""

    transcript: Transcript

    def send(self, frame: bytes, deadline: float) -> None:
        """Send a frame before the deadline, in seconds of `time.monotonic`."""

    def receive(self, deadline: float) -> tuple[bytes, bytearray]:
        """Header and body of the next frame; raises `ChannelClosed`, `DeadlinePassed` or `WireError`."""

    def end(self) -> Exit:
        """End the worker, whatever it is doing, and say how it ended; may be called again."""

    def abandon(self) -> None:
        """End the worker and keep what it has printed, without waiting for how it ended."""
