"""Call the kernel from Python: raw system calls, prctl, and an error for missing features."""

from __future__ import annotations

import ctypes
import functools
import os


class Unavailable(OSError):
    """The kernel does not have the requested layer or does not let us use it."""


@functools.cache
def _libc() -> ctypes.CDLL:
    # Loaded on the first call, so that the package can be imported on systems without such a libc.
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return libc


def _checked(result: int, what: str) -> int:
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(number: int, *arguments: int) -> int:
    """Make a system call with whole-register arguments; raises OSError if it fails."""
    result = _libc().syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments))
    return _checked(int(result), f"system call {number}")


def prctl(option: int, *arguments: int) -> int:
    """Read or set an attribute of this process; missing arguments are zero, as some options demand."""
    padded = (*arguments, 0, 0, 0, 0)[:4]
    result = _libc().prctl(ctypes.c_int(option), *map(ctypes.c_ulong, padded))
    return _checked(int(result), f"prctl {option}")
