"""The command, forked from a process that has imported everything: a real process for each run, without the imports.

A run differs from one of the installed command in nothing but the time that it takes. What is decided while Python
starts (PYTHONPATH, the encoding of its streams) needs a process of its own: see `needs_a_start_of_its_own`. What a
command that grades starts is forked, too (`warm_processes.py`).
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import IO, Any, NoReturn, cast

SHARED = """click filelock markdown_it nbformat numpy pytest rich.console rich.markdown rich.syntax rich.table
dropgrade.grading.pytest_run dropgrade.grading.made dropgrade.sandbox.confined dropgrade.screen.report_terminal
dropgrade.screen.markdown dropgrade.quiz.terminal dropgrade.verify.proving"""
DECIDED_AT_THE_START = ("PYTHON", "LC_", "LANG")
ENCODING = "PYTHONIOENCODING"
"""The one that can be followed later: it has an effect on the standard streams alone."""
LARGEST = 1 << 20


def needs_a_start_of_its_own(environment: dict[str, str]) -> bool:
    """Whether an environment differs from ours in what Python reads once, when it starts."""
    names = {*environment, *os.environ} - {ENCODING}
    return any(n.startswith(DECIDED_AT_THE_START) and environment.get(n) != os.environ.get(n) for n in names)


def run_warm(
    words: list[str], cwd: Path, environment: dict[str, str], typed: str | None
) -> subprocess.CompletedProcess[str]:
    """Run the command with these words, of which the first is its own name, and keep what it prints."""
    with contextlib.ExitStack() as stack:
        given, out, errors = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        given.write((typed or "").encode())
        given.seek(0)
        code = run_with_streams(words, cwd, environment, (given.fileno(), out.fileno(), errors.fileno()))
        return subprocess.CompletedProcess(words, code, _text(out), _text(errors))


def run_with_streams(words: list[str], cwd: Path, environment: dict[str, str], streams: tuple[int, int, int]) -> int:
    """Run the command with the descriptors of its standard streams; returns its exit code."""
    request = {"words": words, "cwd": str(cwd), "environment": environment}
    server, _ = _server()
    socket.send_fds(server, [json.dumps(request).encode()], streams)
    return int(server.recv(64))


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8").replace("\r\n", "\n")


class Started:
    """A command that was started: what of `subprocess.Popen` the tests use."""

    def __init__(self, words: list[str], cwd: Path, environment: dict[str, str], streams: tuple[int, int, int]) -> None:
        self._ended, theirs = socket.socketpair()
        with theirs:
            request = {"words": words, "cwd": str(cwd), "environment": environment}
            socket.send_fds(_server()[0], [json.dumps(request).encode()], [*streams, theirs.fileno()])
        self.returncode: int | None = None
        self.pid = int(self._answer())

    def _answer(self) -> bytes:
        return self._ended.makefile("rb", buffering=0).readline()

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def poll(self) -> int | None:
        """Return its exit code, or None while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit code once it has ended."""
        if self.returncode is None:
            if not select.select([self._ended], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("dropgrade", timeout or 0)
            self.returncode = int(self._answer())
            self._ended.close()
        return self.returncode


@cache
def _server() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """The socket to the process that forks, and that process, which ends with this one."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LARGEST)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", f"from tests.warm import serve; serve({theirs.fileno()})"],
            cwd=Path(__file__).parents[1], pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
    return ours, process


# In the process that forks.


def serve(number: int) -> None:
    """Fork a command for each request, and answer with its exit code, until the other end closes."""
    asked = socket.socket(fileno=number)
    from dropgrade.cli import COMMANDS, MODULES

    for name in (*SHARED.split(), *(f"dropgrade.cli.{MODULES.get(name, name)}" for name in COMMANDS)):
        with contextlib.suppress(ImportError):  # an extra that is not installed
            importlib.import_module(name)
    sys.path[:] = [entry for entry in sys.path if entry]
    from tests.warm_processes import fork_what_grades, forking_process

    fork_what_grades(setattr)
    forking_process()
    gc.collect()
    gc.freeze()
    while True:
        message, streams, _, _ = socket.recv_fds(asked, LARGEST, 4)
        if not message:
            return
        with contextlib.suppress(ChildProcessError):  # those that have seen a command to its end
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        pid = os.fork()
        if pid == 0:
            asked.close()
            if len(streams) > 3:
                _see_to_the_end(streams.pop())
            _become_the_command(json.loads(message), streams)
        for stream in streams:
            os.close(stream)
        if len(streams) == 3:
            asked.send(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode())


def _see_to_the_end(answers: int) -> None:
    """Return in a process of its own, in a session of its own, and say in this one which it is and how it ends."""
    pid = os.fork()
    if pid == 0:
        os.close(answers)
        os.setsid()
        return
    os.closerange(0, answers)
    os.closerange(answers + 1, 1024)
    with contextlib.suppress(BrokenPipeError):
        os.write(answers, f"{pid}\n".encode())
        os.write(answers, f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n".encode())
    os._exit(0)


def _become_the_command(request: dict[str, Any], streams: list[int]) -> NoReturn:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["cwd"])
    sys.argv = request["words"]
    if encoding := os.environ.get(ENCODING):
        for named in (sys.stdin, sys.stdout, sys.stderr):
            cast("io.TextIOWrapper", named).reconfigure(encoding=encoding)
    from dropgrade.cli import main

    main()
