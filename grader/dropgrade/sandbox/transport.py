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
    """The worker has computed for as long as a check may."""


class TooMuchOutput(DeadlinePassed):
    """The worker has printed more than a submission may."""


TICK = 0.05
"""Seconds between two looks at how long a worker has computed."""
RESTS, REST = 400, 0.0005
"""How often, and after how many seconds each, it is seen whether a worker sleeps."""
MOST_OUTPUT = 4 * 2**20
"""Bytes that a worker may print."""


@dataclass(slots=True)
class Budget:
    """What a worker may still use for the check at hand: `cpu` gives the seconds that it has computed so far."""

    cpu: Callable[[], float]
    cpu_limit: float = math.inf
    output: int = 0
    _looked: float = 0.0
    rest: Callable[[], None] = lambda: None
    """Wait until the worker waits, so that all that it has computed is counted."""

    def begin(self, cpu_seconds: float) -> None:
        """Let the worker compute for so many seconds from now on."""
        self.cpu_limit = self.cpu() + cpu_seconds

    def look(self) -> None:
        """Raise `CpuSpent` or `TooMuchOutput` where the budget is used up; cheap enough to be called at every turn."""
        if self.output > MOST_OUTPUT:
            raise TooMuchOutput
        now = time.monotonic()
        if now - self._looked >= TICK:
            self._looked = now
            if self.cpu() > self.cpu_limit:
                raise CpuSpent


def cpu_clock(pid: int) -> float:
    """The CPU seconds of a process, or 0 where the system does not say or the process is gone."""
    if not sys.platform.startswith("linux"):
        return 0.0
    try:
        return time.clock_gettime((~pid << 3) | 2)  # the clock of a process, as clock_getcpuclockid(3) makes its number
    except OSError:
        return 0.0


def wait_for_rest(pid: int) -> None:
    """Wait until a process sleeps, at most a fifth of a second.

    Where its computing time is limited, the system counts what it computes at its ticks and when it goes to sleep: of
    one that has just answered, up to 4 ms may not be counted yet.
    """
    for _ in range(RESTS):
        try:
            state = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0]
        except (OSError, IndexError):
            return  # it is gone, or nothing is said of processes here
        if state != b"R":
            return
        time.sleep(REST)


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
    """What the student's code printed: the beginning and the end, however much lies between.

    The newest part is kept in full for suites that ask what a call printed.
    """

    total: int = 0
    """The bytes that were printed in all."""
    before: int = 0
    """The bytes that earlier transcripts of the same worker have."""
    _newest: bytearray = field(default_factory=bytearray)
    _head: bytearray = field(default_factory=bytearray)
    _tail: bytearray = field(default_factory=bytearray)
    _omitted: int = 0

    def feed(self, data: bytes) -> None:
        """Keep what there is room for."""
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
        """An empty transcript that goes on where this one ends."""
        return Transcript(before=self.before + self.total)

    def between(self, start: int, end: int) -> str:
        """The text from one count of bytes to another, as far as it is kept."""
        first = self.total - len(self._newest)
        return self._newest[max(0, start - first) : max(0, end - first)].decode("utf-8", "replace")

    @property
    def text(self) -> str:
        """The printed text, with a line that says how much was left out."""
        gap = f"\n… {self._omitted:,} bytes left out …\n".encode() if self._omitted else b""
        return (self._head + gap + self._tail).decode("utf-8", "replace")


class Transport(Protocol):
    """A way to a worker: a socket to a forked one, pipes to a cold one."""

    transcript: Transcript
    budget: Budget

    def send(self, frame: bytes, deadline: float) -> None:
        """Send a frame before the deadline, in seconds of `time.monotonic`."""

    def receive(self, deadline: float) -> tuple[bytes, bytearray]:
        """Header and body of the next frame; raises `ChannelClosed`, `DeadlinePassed` or `WireError`."""

    def catch_up(self, total: int = 0) -> None:
        """Read what was printed before the last answer, which may be known to be so many bytes in all."""

    def end(self) -> Exit:
        """End the worker, whatever it is doing, and say how it ended; may be called again."""

    def abandon(self) -> None:
        """End the worker and keep what it has printed, without waiting for how it ended."""
