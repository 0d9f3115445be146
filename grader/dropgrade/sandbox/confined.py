"""The confined sandbox of Linux: one zygote, and the workers that it forks."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import time
from collections import deque
from typing import Any

from dropgrade.errors import SandboxFault
from dropgrade.sandbox.client import Worker, refuse_unconfined
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.needs import starting_a_process
from dropgrade.sandbox.outcomes import ending_in_words
from dropgrade.sandbox.transport import (
    MOST_OUTPUT,
    TICK,
    Budget,
    ChannelClosed,
    DeadlinePassed,
    Exit,
    Transcript,
    cpu_clock,
)
from dropgrade.sandbox.wire import Decoder, WireError, read_frame

START_LIMIT = 60.0
DYING = 0.5
"""Seconds to wait for the end of a zygote whose socket is closed."""
CHUNK = 2**18
PROBE_LIMITS = Limits(cpu_seconds=5, memory_mb=512)


class ConfinedSandbox:
    """A zygote, and the sockets to it; workers are started without waiting for it to be warm."""

    mode = "confined"

    def __init__(self, zygote: subprocess.Popen[bytes], control: socket.socket) -> None:
        self._zygote, self._control = zygote, control
        self._control.settimeout(START_LIMIT)
        self._missing: tuple[str, ...] | None = None
        self._greeted = False
        self._failed: SandboxFault | None = None
        self._unnumbered: deque[SocketTransport] = deque()
        self._alive: set[SocketTransport] = set()
        self._probe = self._fork("probe", PROBE_LIMITS)

    @property
    def missing(self) -> tuple[str, ...]:
        """Layers that the kernel lacks, and escapes that the probe managed all the same."""
        if self._missing is None:
            try:
                answer = Decoder().message(*self._probe.receive(time.monotonic() + START_LIMIT))
                refuse_unconfined(answer)
                escaped = answer["data"]
            except (ChannelClosed, DeadlinePassed, WireError, KeyError) as event:
                raise self._fault("the probe of the sandbox did not answer") from event
            finally:
                self._probe.end()
            self._missing = (*self._kernel_lacks, *escaped)
        return self._missing

    def start(self, limits: Limits) -> Worker:
        """Fork a worker."""
        return Worker(self._fork("start", limits), limits)

    def close(self) -> None:
        """End every worker and the zygote, even in the middle of an answer that was not read."""
        for transport in self._alive:
            if transport.pid:
                _kill(transport.pid)
        self._zygote.kill()  # a worker without a number dies with its parent
        self._zygote.wait()
        self._control.close()
        if self._zygote.stderr:
            self._zygote.stderr.close()

    def _fork(self, kind: str, limits: Limits) -> SocketTransport:
        with starting_a_process():
            ours, theirs = socket.socketpair()
            output, their_output = os.pipe()
        transport = SocketTransport(self, ours, output)
        request = {"op": kind, "cpu_seconds": limits.cpu_seconds, "memory_mb": limits.memory_mb}
        try:
            socket.send_fds(self._control, [json.dumps(request).encode()], [theirs.fileno(), their_output])
        except OSError as error:
            transport.close()
            raise self._fault("the process that starts workers is gone") from error
        finally:
            theirs.close()
            os.close(their_output)
        self._unnumbered.append(transport)
        self._alive.add(transport)
        return transport

    # Answers come in the order of the requests, so those to earlier ones are read first.

    def _catch_up(self) -> None:
        if not self._greeted:
            greeting = self._answer()
            try:
                refuse_unconfined(greeting)
            except SandboxFault as fault:
                self._failed = fault
                raise
            self._kernel_lacks = tuple(greeting["missing"])
            self._greeted = True
        while self._unnumbered:
            answer = self._answer()
            with starting_a_process():
                if "refused" in answer:
                    raise OSError(*answer["refused"])
            self._unnumbered.popleft().pid = answer["pid"]

    def number_of(self, transport: SocketTransport) -> int:
        """The process number of a worker, which is known once the zygote has answered."""
        if not transport.pid:
            self._catch_up()
        return transport.pid

    def reap(self, transport: SocketTransport) -> Exit:
        """Kill a worker and learn how it ended; its process number is free only after this."""
        self._kill(transport, "reap")
        answer = self._answer()
        return Exit(answer["code"], answer["cpu"])

    def forget(self, transport: SocketTransport) -> None:
        """Kill a worker, and leave it to the zygote to see it end."""
        self._kill(transport, "forget")

    def _kill(self, transport: SocketTransport, then: str) -> None:
        self._catch_up()
        self._alive.discard(transport)
        _kill(transport.pid)
        try:
            self._control.send(json.dumps({"op": then, "pid": transport.pid}).encode())
        except OSError as error:
            raise self._fault("the process that starts workers is gone") from error

    def _answer(self) -> dict[str, Any]:
        if self._failed is not None:  # nothing comes after that
            raise self._failed
        try:
            data = self._control.recv(4096)
        except OSError as error:
            raise self._fault("the process that starts workers did not answer") from error
        if not data:
            raise self._fault("the process that starts workers is gone")
        return json.loads(data)  # type: ignore[no-any-return]

    def _fault(self, message: str) -> SandboxFault:
        self._failed = self._failed or self._last_words(message)
        return self._failed

    def _last_words(self, message: str) -> SandboxFault:
        """What to raise; how the zygote ended and its last words are said where it was not by our own hand."""
        with contextlib.suppress(subprocess.TimeoutExpired):  # it takes a moment to end
            self._zygote.wait(DYING)
        ended = f" ({ending_in_words(self._zygote.returncode)})" if self._zygote.returncode else ""
        self._zygote.kill()
        stream = self._zygote.stderr
        words = "" if stream is None or stream.closed else stream.read().decode(errors="replace").strip()
        last = f" {words.splitlines()[-1]}" if words else ""
        return SandboxFault(
            f"The sandbox failed: {message}{ended}.{last}",
            "Is there enough memory? `dropgrade doctor` says which layer fails; then run the command again.",
        )


def _kill(pid: int) -> None:
    """Kill a worker, unless it has gone with the zygote already."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class SocketTransport:
    """The grader's end of a forked worker's channel and of the pipe it prints to."""

    def __init__(self, sandbox: ConfinedSandbox, channel: socket.socket, output: int) -> None:
        self.pid = 0
        self.transcript = Transcript()
        self.budget = Budget(self._cpu)
        self._sandbox = sandbox
        self._channel, self._output = channel, output
        self._exit: Exit | None = None
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
        """Exactly so many bytes, written where they will stay."""
        taken = bytearray(size)
        rest = memoryview(taken)
        while rest:
            try:
                received = self._channel.recv_into(rest)
            except BlockingIOError:
                self._wait(deadline)
                continue
            except OSError as error:
                raise ChannelClosed from error
            if not received:
                raise ChannelClosed
            rest = rest[received:]
        return taken

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

    def catch_up(self) -> None:
        """Read what was printed before the last answer; a worker that goes on printing is not waited for."""
        if self._exit is not None:
            return
        with contextlib.suppress(BlockingIOError):
            while self.budget.output <= MOST_OUTPUT and (data := os.read(self._output, CHUNK)):
                self.transcript.feed(data)
                self.budget.output += len(data)

    def end(self) -> Exit:
        """Kill the worker, read the rest of what it printed, and say how it ended."""
        if self._exit is None:
            try:
                self._exit = self._sandbox.reap(self)
            finally:
                self.close()
        return self._exit

    def abandon(self) -> None:
        """Kill the worker and read what it has printed so far; how it ends is of no interest."""
        if self._exit is None:
            self._exit = Exit(-signal.SIGKILL, 0.0)
            try:
                self._sandbox.forget(self)
            finally:
                self.close()

    def close(self) -> None:
        """Read the rest of what was printed, and close this end of the worker's channel and output, once."""
        if self._output < 0:
            return
        with contextlib.suppress(BlockingIOError):
            while data := os.read(self._output, CHUNK):
                self.transcript.feed(data)
        os.close(self._output)
        self._output = -1
        self._channel.close()
