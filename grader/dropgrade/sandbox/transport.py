"""The grader's end of one worker: bytes in, bytes out, what it printed, and how it ended."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

HEAD = 4000
TAIL = 4000
NEWEST = 2**18
KILLED = -9


class ChannelClosed(Exception):
    """The worker will not answer any more."""


class DeadlinePassed(Exception):
    """The worker did not answer in time."""


class CpuSpent(DeadlinePassed):
    """The worker has used the CPU seconds of a check."""


class TooMuchOutput(DeadlinePassed):
    """The worker has printed more than a submission may."""


TICK = 0.05
"""Seconds between two checks of a worker's CPU time."""
RESTS, REST = 400, 0.0005
"""The number of checks whether a worker is asleep, and the seconds between them."""
MOST_OUTPUT = 4 * 2**20
"""The maximum number of bytes that a worker may print."""


@dataclass(slots=True)
class Budget:
    """What a worker may still use in the current check; `cpu` returns its CPU seconds so far."""

    cpu: Callable[[], float]
    cpu_limit: float = math.inf
    output: int = 0
    _looked: float = 0.0
    rest: Callable[[], None] = lambda: None
    """Waits until the worker is asleep, so that all of its CPU time is counted."""

    def begin(self, cpu_seconds: float) -> None:
        """Allow the worker this many CPU seconds from now on."""
        self.cpu_limit = self.cpu() + cpu_seconds

    def look(self) -> None:
        """Raise `CpuSpent` or `TooMuchOutput` if the budget is used up; cheap enough to call often."""
        if self.output > MOST_OUTPUT:
            raise TooMuchOutput
        now = time.monotonic()
        if now - self._looked >= TICK:
            self._looked = now
            if self.cpu() > self.cpu_limit:
                raise CpuSpent


def cpu_clock(pid: int) -> float:
    """Return the CPU seconds of a process, or 0 if the system does not report them or the process is gone."""
    if not sys.platform.startswith("linux"):
        return 0.0
    try:
        return time.clock_gettime((~pid << 3) | 2)  # the id of its clock, as in clock_getcpuclockid(3)
    except OSError:
        return 0.0


def wait_for_rest(pid: int) -> None:
    """Wait until a process is asleep, for at most a fifth of a second.

    If a process has a CPU limit, the system updates its CPU time at timer ticks and when it goes to sleep: right after
    an answer, up to 4 ms may be missing.
    """
    for _ in range(RESTS):
        try:
            state = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0]
        except (OSError, IndexError):
            return  # it is gone, or this system has no /proc
        if state != b"R":
            return
        time.sleep(REST)


@dataclass(frozen=True, slots=True)
class Exit:
    """How a worker ended: its exit code (negative for a signal) and its CPU seconds."""

    code: int
    cpu: float

    def killed_after(self, seconds: float) -> bool:
        """Whether the kernel killed it, as it does at a limit, and after at least this CPU time."""
        return self.code == KILLED and self.cpu >= seconds


@dataclass(slots=True)
class Transcript:
    """What the student's code printed: its beginning and its end, if there is too much.

    The newest part is kept in full for suites that ask what a call printed.
    """

    total: int = 0
    """The total number of bytes printed."""
    before: int = 0
    """The number of bytes in earlier transcripts of the same worker."""
    _newest: bytearray = field(default_factory=bytearray)
    _head: bytearray = field(default_factory=bytearray)
    _tail: bytearray = field(default_factory=bytearray)
    _omitted: int = 0

    def feed(self, data: bytes) -> None:
        """Add output, keeping only what there is room for."""
        self.total += len(data)
        self._newest += data
        del self._newest[:-NEWEST]
        room = HEAD - len(self._head)
        self._head += data[:room]
        self._tail += data[room:] if room > 0 else data
        if len(self._tail) > TAIL:
            self._omitted += len(self._tail) - TAIL
            del self._tail[:-TAIL]

    def next(self) -> Transcript:
        """Return an empty transcript that continues where this one ends."""
        return Transcript(before=self.before + self.total)

    def between(self, start: int, end: int) -> str:
        """Return the text between two byte counts, as far as it is kept."""
        first = self.total - len(self._newest)
        return self._newest[max(0, start - first) : max(0, end - first)].decode("utf-8", "replace")

    @property
    def text(self) -> str:
        """The printed text, with a line that says how much was left out."""
        gap = f"\n… {self._omitted:,} bytes left out …\n".encode() if self._omitted else b""
        return (self._head + gap + self._tail).decode("utf-8", "replace")


class Transport(Protocol):
    """A connection to a worker: a socket to a forked one, pipes to a cold one."""

    transcript: Transcript
    budget: Budget
    serve: Callable[[], None]
    """Runs the function that the worker calls; one in a process of its own waits for that without help."""

    def send(self, frame: bytes, deadline: float) -> None:
        """Send a frame before the deadline, in seconds of `time.monotonic`."""

    def receive(self, deadline: float) -> tuple[bytes, bytearray]:
        """Return header and body of the next frame; raises `ChannelClosed`, `DeadlinePassed` or `WireError`."""

    def catch_up(self, total: int = 0) -> None:
        """Read what was printed before the last answer: `total` bytes, if that is known."""

    def end(self) -> Exit:
        """End the worker, whatever it is doing, and return how it ended; can be called repeatedly."""

    def abandon(self) -> None:
        """End the worker and keep what it has printed, without waiting for how it ended."""
