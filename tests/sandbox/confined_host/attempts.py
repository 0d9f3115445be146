"""An attempt, and the environment in which it is made."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

_COLUMN = {"x86_64": 1, "aarch64": 2}
_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.syscall.restype = ctypes.c_long


def kernel_numbers(machine: str) -> dict[str, int]:
    """Return the system call numbers in the kernel's own headers."""
    text = Path(__file__).parent.with_name("kernel_numbers.txt").read_text("utf-8")
    rows = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return {row[0]: int(row[_COLUMN[machine]]) for row in rows if row[_COLUMN[machine]] != "-"}


_NUMBERS = kernel_numbers(platform.machine())


def raw(name: str, *arguments: int | bytes | None) -> int:
    """Make a system call without a wrapper; text and None are passed as pointers."""
    as_c = [ctypes.c_long(each) if isinstance(each, int) else ctypes.c_char_p(each) for each in arguments]
    result = int(_LIBC.syscall(ctypes.c_long(_NUMBERS[name]), *as_c))
    if result == -1:
        raise OSError(ctypes.get_errno(), name)
    return result


_BUFFERS: list[ctypes.Array[ctypes.c_char]] = []


def buffer(size: int) -> int:
    """Return the address of a buffer of zeros that is never freed, since the kernel may write to it."""
    _BUFFERS.append(ctypes.create_string_buffer(size))
    return ctypes.addressof(_BUFFERS[-1])


@dataclass(frozen=True)
class World:
    """What existed before the worker was confined; created anew for every attempt."""

    folder: str
    secret: str
    link: str
    descriptor: int  # of the secret, open for reading
    socket: socket.socket
    pidfd: int
    host: int
    victim: int
    victims_pidfd: int

    @property
    def new(self) -> str:
        """Return a path that does not exist."""
        return os.path.join(self.folder, "new")


@dataclass(frozen=True)
class Attempt:
    """Something that a worker might do to its host, and how it must fail.

    `control` says who can do it without confinement: `anyone`; `root`, outside of a container's filter; or `nobody for
    certain`, if the machine's settings decide.
    """

    act: Callable[[World], object]
    control: str = "anyone"
    refusal: int = errno.EPERM


def by_landlock(act: Callable[[World], object], control: str = "anyone") -> Attempt:
    """Return an attempt that the filter allows and Landlock refuses."""
    return Attempt(act, control, errno.EACCES)
