"""The limits that the kernel enforces on a worker: time, memory, files, threads."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dropgrade.sandbox.limits import Limits

with contextlib.suppress(ImportError):  # not a Unix
    import resource

MEGABYTE = 1 << 20
DESCRIPTORS = 32
THREADS_TO_SPARE = 256


def _words(path: str) -> list[bytes]:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(descriptor, 128).split()
    finally:
        os.close(descriptor)


def address_space() -> int:
    """Return the size of this process's address space in bytes; most of it was inherited."""
    return int(_words("/proc/self/statm")[0]) * resource.getpagesize()


def _threads() -> int:
    # This limit counts all tasks of the user and cannot be set for one process. The number of tasks on the machine is
    # cheap to read and never smaller, so the worker gets the spare ones, and a fork bomb is stopped.
    return int(_words("/proc/loadavg")[3].partition(b"/")[2]) + THREADS_TO_SPARE


def _table(limits: Limits) -> dict[int, int]:
    return {
        # In whole seconds. The hard limit kills; a lower soft limit would first send a signal that can be ignored.
        resource.RLIMIT_CPU: limits.cpu_in_all,
        resource.RLIMIT_AS: address_space() + limits.memory_mb * MEGABYTE,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: DESCRIPTORS,
        resource.RLIMIT_NPROC: _threads(),
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }


def _within(wanted: int, kind: int) -> int:
    # Keep a limit that is already tighter: only root could raise it.
    hard = resource.getrlimit(kind)[1]
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)


def apply(limits: Limits) -> None:
    """Set every limit, soft and hard alike, so that the process cannot raise it."""
    for kind, wanted in _table(limits).items():
        value = _within(wanted, kind)
        try:
            resource.setrlimit(kind, (value, value))
        except ValueError as refused:
            message = f"limit {kind} cannot be set to {value}: {refused}"
            raise OSError(message) from refused
