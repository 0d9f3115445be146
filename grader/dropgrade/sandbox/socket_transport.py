"""The grader's end of a forked worker: the socket of its channel, and the pipe that it prints to."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from typing import Protocol

from dropgrade.sandbox.transport import (
    MOST_OUTPUT,
    TICK,
    Budget,
    ChannelClosed,
    DeadlinePassed,
    Exit,
    Transcript,
    cpu_clock,
    wait_for_rest,
)
from dropgrade.sandbox.wire import read_frame

CHUNK = 2**18
EARLY = 2**12
"""Bytes that are read ahead: a frame's lengths, its header, and often all of it."""


class Forker(Protocol):
    """What a transport needs from the sandbox of its worker."""

    def number_of(self, transport: SocketTransport) -> int:
        """Return the worker's process id."""

    def reap(self, transport: SocketTransport) -> Exit:
        """Kill the worker and return how it ended."""

    def forget(self, transport: SocketTransport) -> None:
        """Kill the worker without waiting."""


class SocketTransport:
    """The grader's end of a forked worker's channel and of the pipe that it prints to."""

    def __init__(self, sandbox: Forker, channel: socket.socket, output: int) -> None:
        self.pid = 0
        self.transcript = Transcript()
        self.budget = Budget(self._cpu, rest=self._rest)
        self.serve: Callable[[], None] = lambda: None
        self._sandbox = sandbox
        self._channel, self._output = channel, output
        self._exit: Exit | None = None
        self._early = b""
        channel.settimeout(0)
        os.set_blocking(output, False)
        self._poll = select.poll()
        self._poll.register(channel, select.POLLIN)
        self._poll.register(output, select.POLLIN)

    def send(self, frame: bytes, deadline: float) -> None:
        """Write a frame, reading what the worker prints meanwhile so that neither waits for the other."""
        view = memoryview(frame)
        while view:
            try:
                view = view[self._channel.send(view) :]
            except BlockingIOError:
                self._poll.modify(self._channel, select.POLLOUT)
                self._wait(deadline)
                self._poll.modify(self._channel, select.POLLIN)
            except OSError as error:
                raise ChannelClosed from error

    def receive(self, deadline: float) -> tuple[bytes, bytearray]:
        """Read one frame."""
        return read_frame(lambda size: self._take(size, deadline))

    def _take(self, size: int, deadline: float) -> bytearray:
        """Return exactly `size` bytes; what was read ahead comes first, the rest is received in place."""
        if size > len(self._early) and size < EARLY:
            self._early += self._received(memoryview(bytearray(EARLY)), size - len(self._early), deadline)
        taken = bytearray(size)
        early, self._early = self._early[:size], self._early[size:]
        taken[: len(early)] = early
        rest = memoryview(taken)[len(early) :]
        self._received(rest, len(rest), deadline)
        return taken

    def _received(self, room: memoryview, least: int, deadline: float) -> memoryview:
        """Receive at least `least` bytes, and as many more as are available and fit."""
        filled = 0
        while filled < least:
            try:
                received = self._channel.recv_into(room[filled:])
            except BlockingIOError:
                self._wait(deadline)
                continue
            except OSError as error:
                raise ChannelClosed from error
            if not received:
                raise ChannelClosed
            filled += received
        return room[:filled]

    def _rest(self) -> None:
        wait_for_rest(self._sandbox.number_of(self))

    def _cpu(self) -> float:
        return cpu_clock(self._sandbox.number_of(self))

    def _wait(self, deadline: float) -> None:
        """Wait a moment for something to happen, and read what was printed."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise DeadlinePassed
        self.budget.look()
        ready = {descriptor for descriptor, _ in self._poll.poll(min(left, TICK) * 1000)}
        if self._output in ready and not self._read_output():
            self._poll.unregister(self._output)

    def _read_output(self) -> bool:
        try:
            data = os.read(self._output, CHUNK)
        except BlockingIOError:
            return True
        self.transcript.feed(data)
        self.budget.output += len(data)
        return bool(data)

    def catch_up(self, total: int = 0) -> None:
        """Read what was printed before the last answer, without waiting for what is printed later."""
        del total  # everything printed is in the pipe by then
        if self._exit is not None:
            return
        with contextlib.suppress(BlockingIOError):
            while self.budget.output <= MOST_OUTPUT and (data := os.read(self._output, CHUNK)):
                self.transcript.feed(data)
                self.budget.output += len(data)

    def end(self) -> Exit:
        """Kill the worker, read the rest of its output, and return how it ended."""
        if self._exit is None:
            try:
                self._exit = self._sandbox.reap(self)
            finally:
                self.close()
        return self._exit

    def abandon(self) -> None:
        """Kill the worker and read its output so far, without finding out how it ended."""
        if self._exit is None:
            self._exit = Exit(-signal.SIGKILL, 0.0)
            try:
                self._sandbox.forget(self)
            finally:
                self.close()

    def close(self) -> None:
        """Read the rest of the output and close this end of the channel and the pipe; later calls do nothing."""
        if self._output < 0:
            return
        with contextlib.suppress(BlockingIOError):
            while data := os.read(self._output, CHUNK):
                self.transcript.feed(data)
        os.close(self._output)
        self._output = -1
        self._channel.close()
