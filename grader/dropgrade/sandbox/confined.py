"""The confined sandbox for Linux: a zygote and the workers that it forks."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections import deque
from dataclasses import asdict, replace
from typing import Any

from dropgrade.errors import SandboxFault
from dropgrade.sandbox.client import Worker, refuse_unconfined
from dropgrade.sandbox.launch import launch_zygote
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.needs import starting_a_process
from dropgrade.sandbox.outcomes import ending_in_words
from dropgrade.sandbox.socket_transport import SocketTransport
from dropgrade.sandbox.transport import ChannelClosed, DeadlinePassed, Exit
from dropgrade.sandbox.wire import Decoder, WireError

START_LIMIT = 60.0
DYING = 0.5
"""Seconds to wait for the end of a zygote whose socket is closed."""

PROBE_LIMITS = Limits(cpu_seconds=5, memory_mb=512)


class ConfinedSandbox:
    """A zygote and the sockets to it; workers can be requested before it has warmed up."""

    mode = "confined"

    def __init__(self, zygote: subprocess.Popen[bytes], control: socket.socket) -> None:
        self._zygote, self._control = zygote, control
        self._control.settimeout(START_LIMIT)
        self._turn = threading.RLock()  # a request and its answer belong together, and several threads may use workers
        self._missing: tuple[str, ...] | None = None
        self._greeted = False
        self._failed: SandboxFault | None = None
        self._unnumbered: deque[SocketTransport] = deque()
        self._alive: set[SocketTransport] = set()
        self._with_packages: dict[tuple[str, ...], ConfinedSandbox] = {}
        """Sandboxes for programs with packages, each with a zygote that has loaded them."""
        self._probe = self._fork("probe", PROBE_LIMITS)

    @property
    def missing(self) -> tuple[str, ...]:
        """The layers that the kernel lacks, and the escapes that the probe managed."""
        if self._missing is None:
            try:
                with self._turn:
                    self._catch_up()  # so that an error of the zygote is reported before its worker's missing answer
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
        if limits.packages:
            return self._for(limits.packages).start(replace(limits, packages=()))
        return Worker(self._fork("start", limits), limits)

    def _for(self, packages: tuple[str, ...]) -> ConfinedSandbox:
        with self._turn:
            if packages not in self._with_packages:
                self._with_packages[packages] = ConfinedSandbox(*launch_zygote(packages))
            return self._with_packages[packages]

    def close(self) -> None:
        """End every worker and the zygote, even if answers are still unread."""
        for other in self._with_packages.values():
            other.close()
        for transport in self._alive:
            if transport.pid:
                _kill(transport.pid)
        self._zygote.kill()  # workers whose pid is still unknown die with it
        self._zygote.wait()
        self._probe.close()
        self._control.close()
        if self._zygote.stderr:
            self._zygote.stderr.close()

    def _fork(self, kind: str, limits: Limits) -> SocketTransport:
        with self._turn:
            return self._forked(kind, limits)

    def _forked(self, kind: str, limits: Limits) -> SocketTransport:
        with starting_a_process():
            ours, theirs = socket.socketpair()
            output, their_output = os.pipe()
        transport = SocketTransport(self, ours, output)
        request = {"op": kind, **asdict(limits)}
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

    # Answers come in the order of the requests, so those to earlier requests are read first.

    def _catch_up(self) -> None:
        if not self._greeted:
            greeting = self._answer()
            try:
                refuse_unusable(greeting)
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
        """Return the process id of a worker, after reading the zygote's answer if necessary."""
        if not transport.pid:
            with self._turn:
                self._catch_up()
        return transport.pid

    def reap(self, transport: SocketTransport) -> Exit:
        """Kill a worker and return how it ended; its process id is not reused before this."""
        with self._turn:
            self._kill(transport, "reap")
            answer = self._answer()
        return Exit(answer["code"], answer["cpu"])

    def forget(self, transport: SocketTransport) -> None:
        """Kill a worker without waiting; the zygote reaps it."""
        with self._turn:
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
        if self._failed is not None:  # there will be no more answers
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
        """Return the fault to raise, with the zygote's exit code and last output if it ended by itself."""
        with contextlib.suppress(subprocess.TimeoutExpired):  # it may take a moment to end
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


def refuse_unusable(greeting: dict[str, Any]) -> None:
    """Raise `SandboxFault` if a package that the problem needs does not work on this machine."""
    if "unusable" in greeting:
        raise SandboxFault(f"{greeting['unusable']}.", "Reinstall it with pip, then run the command again.")


def _kill(pid: int) -> None:
    """Kill a worker that may already have died with the zygote."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
