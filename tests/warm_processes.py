"""The processes that a grading starts, forked from ones that have imported everything: the zygote, and those of a pool.

A zygote that is forked differs from one that is started in nothing but the time that its imports take: it comes from a
process with the same flags, environment and folder, which has imported what a zygote imports and has seen no course.
Those who test the sandbox itself start theirs as the command does.
"""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import socket
import subprocess
import sys
import warnings
from collections.abc import Callable, Sequence
from functools import cache
from multiprocessing.context import ForkContext, ForkProcess
from typing import IO, Any, cast

import dropgrade.grading.parallel
import dropgrade.sandbox.launch
from dropgrade.sandbox.launch import FLAGS, clean_environment, command, launch_zygote

FORKS_ZYGOTES = """
import gc, sys
gc.disable()
sys.path[:] = sys.argv.pop().split("\\n")
from dropgrade.sandbox.inside import zygote
zygote.imports.preload()

def fork_zygotes(listening):
    import os, select
    zygotes, lost = {}, set()
    while not (ready := select.select([0, listening, *zygotes], [], [])[0]).count(0):
        for asking in ready:
            if asking is listening:
                begun(asking.accept()[0], zygotes)
            else:
                pid = zygotes.pop(asking)
                if heard(asking):
                    say(asking, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
                else:
                    lost.add(pid)
                asking.close()
        lost = {pid for pid in lost if os.waitpid(pid, os.WNOHANG) == (0, 0)}

# A grader may be killed at any moment, and the others go on.

def begun(asking, zygotes):
    import os, socket
    try:
        grader, descriptors, _, _ = socket.recv_fds(asking, 64, 2)
    except OSError:
        grader, descriptors = b"", []
    if len(descriptors) < 2:
        asking.close()
    elif (pid := os.fork()) == 0:
        try:
            become_a_zygote(grader.decode(), *descriptors)
        finally:
            os._exit(1)
    else:
        zygotes[asking] = pid
        say(asking, pid)
    for descriptor in descriptors:
        os.close(descriptor)

def say(asking, number):
    try:
        asking.send(str(number).encode())
    except OSError:
        pass

def heard(asking):
    try:
        return asking.recv(1)
    except OSError:
        return b""

def become_a_zygote(grader, control, errors):
    import os, traceback
    os.setsid()
    for source, target in ((os.open("/dev/null", os.O_RDONLY), 0), (errors, 2)):
        os.dup2(source, target)
    os.closerange(3, control)
    os.closerange(control + 1, 1024)
    sys.argv[1:] = [str(control), grader]
    try:
        zygote.main(*sys.argv[1:])
        os._exit(0)
    except BaseException:
        traceback.print_exc()

import socket
fork_zygotes(socket.socket(fileno=int(sys.argv.pop())))
"""


class ForkedZygote:
    """A zygote whose parent is another process: what of `subprocess.Popen` the grader uses."""

    def __init__(self, pid: int, parent: socket.socket, stderr: IO[bytes]) -> None:
        self.pid, self.stderr, self.returncode = pid, stderr, cast("int | None", None)
        self._parent = parent

    def send_signal(self, number: int) -> None:
        """Send a signal; the process id is its own until `wait` has returned."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit code once it has ended."""
        if self.returncode is None:
            descriptor = os.pidfd_open(self.pid)
            try:
                if not select.select([descriptor], [], [], timeout)[0]:
                    raise subprocess.TimeoutExpired("a zygote", timeout or 0)
            finally:
                os.close(descriptor)
            with self._parent:
                self._parent.send(b"?")
                self.returncode = int(self._parent.recv(64))
        return self.returncode


def forking_process() -> str:
    """Return the address of the process that forks zygotes, which is started once and ends with this one."""
    return _started()[0]


@cache
def _started() -> tuple[str, subprocess.Popen[bytes], int]:
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listening.bind("")  # to a name that the system chooses
    listening.listen(64)
    path = command("")[-1]
    lifeline, ours = os.pipe()
    with listening:
        process = subprocess.Popen(
            [sys.executable, *FLAGS, "-c", FORKS_ZYGOTES, str(listening.fileno()), path],
            env=clean_environment(), cwd="/", pass_fds=[listening.fileno()], stdin=lifeline, stdout=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        os.close(lifeline)
        return cast("bytes", listening.getsockname()).decode(), process, ours


def forked_zygote(packages: Sequence[str] = ()) -> tuple[Any, socket.socket]:
    """Do what `launch_zygote` does by forking; a zygote with packages is started as ever."""
    if packages:
        return launch_zygote(packages)
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    reader, writer = os.pipe()
    parent = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    parent.connect(forking_process())
    with theirs:
        socket.send_fds(parent, [str(os.getpid()).encode()], [theirs.fileno(), writer])
        os.close(writer)
        return ForkedZygote(int(parent.recv(64)), parent, os.fdopen(reader, "rb")), control


class _Process(ForkProcess):
    def start(self) -> None:
        with warnings.catch_warnings():  # of threads, which those of a pool do not use
            warnings.simplefilter("ignore", DeprecationWarning)
            super().start()


class _Forking(ForkContext):
    Process = _Process


class _Multiprocessing:
    parent_process = staticmethod(multiprocessing.parent_process)

    @staticmethod
    def get_context(method: str) -> ForkContext:
        assert method == "spawn"
        return _Forking()


def fork_what_grades(set_attribute: Callable[[object, str, object], None]) -> None:
    """Let the gradings of this process fork what they would start, by setting an attribute of two modules."""
    set_attribute(dropgrade.sandbox.launch, "launch_zygote", forked_zygote)
    set_attribute(dropgrade.grading.parallel, "multiprocessing", _Multiprocessing())
