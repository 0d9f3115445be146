"""Try for real what a confined worker must not be able to do, before any student code runs."""

from __future__ import annotations

import contextlib
import os
import socket
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _read(path: str) -> None:
    os.close(os.open(path, os.O_RDONLY))


def _open_socket() -> None:
    socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()


def _fork() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)  # at once: a second process must not continue as the worker
    with contextlib.suppress(OSError):
        os.waitpid(child, 0)


def _succeeds(attempt: Callable[[], object]) -> bool:
    # Whether an attempt was not refused; a missing canary or grader is no proof of a refusal.
    try:
        attempt()
    except PermissionError:
        return False
    except OSError:
        return True
    return True


def attempts(canary: str, grader_pid: int) -> Mapping[str, Callable[[], object]]:
    """Return the attempts by name."""
    return {
        "read a file outside": partial(_read, canary),
        "look at a file outside": partial(os.stat, canary),
        "open a socket": _open_socket,
        "start a process": _fork,
        "signal the grader": partial(os.kill, grader_pid, 0),
    }


def escapes(canary: str, grader_pid: int) -> list[str]:
    """Return the names of the attempts that succeeded; empty if the process is confined."""
    return [name for name, attempt in attempts(canary, grader_pid).items() if _succeeds(attempt)]
