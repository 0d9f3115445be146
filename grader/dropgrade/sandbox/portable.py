"""The sandbox for other systems: a cold process for each submission, with the limits that the system offers.

Student code never shares a process with tests or scores here either, but nothing keeps the process from reading files
or using the network, which `missing` reports.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from typing import IO, NoReturn

from dropgrade.sandbox.client import Worker
from dropgrade.sandbox.inside import worker
from dropgrade.sandbox.launch import clean_environment, command
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.needs import starting_a_process
from dropgrade.sandbox.transport import (
    TICK,
    Budget,
    ChannelClosed,
    DeadlinePassed,
    Exit,
    Transcript,
    cpu_clock,
)
from dropgrade.sandbox.wire import read_frame

CHUNK = 2**18
CHUNKS_KEPT = 64
SETTLING = 0.002
"""If no output arrives for this many seconds, there is no more."""
PATIENCE = 2.0
"""Seconds to wait for output that the worker reports as printed."""
HAS_LIMITS = importlib.util.find_spec("resource") is not None


class PortableSandbox:
    """Starts processes that import Python and NumPy themselves."""

    mode = "portable"

    def __init__(self) -> None:
        self._alive: set[PipeTransport] = set()

    @property
    def missing(self) -> tuple[str, ...]:
        """The layers that only Linux has."""
        return ("landlock", "seccomp", *(() if HAS_LIMITS else ("limits",)))

    def start(self, limits: Limits) -> Worker:
        """Start a process, which imports NumPy while the grader goes on."""
        transport = PipeTransport(limits, self._alive)
        self._alive.add(transport)
        return Worker(transport, limits)

    def close(self) -> None:
        """End every worker."""
        for transport in tuple(self._alive):
            transport.end()


class PipeTransport:
    """The grader's end of a cold worker: frames on its standard streams, printed text on the error stream."""

    def __init__(self, limits: Limits, alive: set[PipeTransport]) -> None:
        self.transcript = Transcript()
        self.budget = Budget(self._cpu)
        self.serve: Callable[[], None] = lambda: None
        self._alive = alive
        self._exit: Exit | None = None
        self._received = bytearray()
        with starting_a_process():
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
                command("portable", limits.cpu_in_all, limits.memory_mb),
                env=clean_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=os.name == "posix",
            )
        self._chunks: queue.Queue[bytes] = queue.Queue(CHUNKS_KEPT)
        self._readers = [
            threading.Thread(target=self._read_frames, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._read_output, args=(self._process.stderr,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def _read_frames(self, stream: IO[bytes]) -> None:
        while True:
            data = os.read(stream.fileno(), CHUNK)
            self._chunks.put(data)
            if not data:
                return

    def _read_output(self, stream: IO[bytes]) -> None:
        while data := os.read(stream.fileno(), CHUNK):
            self.transcript.feed(data)
            self.budget.output += len(data)

    def _cpu(self) -> float:
        return cpu_clock(self._process.pid)

    def catch_up(self, total: int = 0) -> None:
        """Wait briefly for output that was printed before the last answer."""
        limit = time.monotonic() + PATIENCE
        while self.budget.output < total and time.monotonic() < limit:
            time.sleep(SETTLING)
        before = -1
        while before != self.budget.output:
            before = self.budget.output
            time.sleep(SETTLING)

    def send(self, frame: bytes, deadline: float) -> None:
        """Write a frame; a worker that does not read it is killed at the deadline."""
        stream = self._process.stdin
        assert stream is not None  # noqa: S101 - it was asked for
        watchdog = threading.Timer(max(0.0, deadline - time.monotonic()), self._process.kill)
        watchdog.start()
        try:
            stream.write(frame)
            stream.flush()
        except OSError as error:
            raise (DeadlinePassed if time.monotonic() >= deadline else ChannelClosed) from error
        finally:
            watchdog.cancel()

    def receive(self, deadline: float) -> tuple[bytes, bytearray]:
        """Read one frame."""
        return read_frame(lambda size: self._take(size, deadline))

    def _take(self, size: int, deadline: float) -> bytearray:
        while len(self._received) < size:
            left = deadline - time.monotonic()
            if left <= 0:
                raise DeadlinePassed
            self.budget.look()
            try:
                data = self._chunks.get(timeout=min(left, TICK))
            except queue.Empty:
                continue
            if not data:
                raise ChannelClosed
            self._received += data
        taken, self._received = self._received[:size], self._received[size:]
        return taken

    def end(self) -> Exit:
        """Kill the worker and its process group, and return how it ended."""
        if self._exit is None:
            self._alive.discard(self)
            before = _cpu_of_children()
            self._kill()
            code = self._process.wait()
            self._exit = Exit(code, _cpu_of_children() - before)
            self._drain()
        return self._exit

    def abandon(self) -> None:
        """End the worker; this waits, too, since it takes no time."""
        self.end()

    def _kill(self) -> None:
        with contextlib.suppress(OSError):
            if os.name == "posix":
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def _drain(self) -> None:
        """Let the readers reach the end, then close their streams."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._chunks.get_nowait()
        for reader in self._readers:
            reader.join(timeout=1.0)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError):
                if stream is not None and not any(r.is_alive() for r in self._readers):
                    stream.close()


def _cpu_of_children() -> float:
    if not HAS_LIMITS:
        return 0.0
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main(cpu_in_all: str, memory_mb: str) -> NoReturn:
    """Start a cold worker: move the frames off the standard streams, set limits, serve."""
    frames_in, frames_out = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    if HAS_LIMITS:
        _limit(int(cpu_in_all), int(memory_mb))
    worker.serve(frames_in, frames_out)


def _limit(cpu_in_all: int, memory_mb: int) -> None:
    import resource

    memory = memory_mb * 2**20 + 2**30  # a guess for the interpreter itself, which a forked worker can measure
    for kind, value in (
        (resource.RLIMIT_CPU, cpu_in_all),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (value, value))
