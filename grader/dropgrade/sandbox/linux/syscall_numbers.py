"""The numbers of the system calls that this package allows or makes, for each supported architecture."""

from __future__ import annotations

import ctypes
import platform
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

POINTER_BYTES_64 = 8


@dataclass(frozen=True)
class Architecture:
    """What a filter must know about a machine."""

    name: str
    audit: int  # the value that the kernel puts into seccomp_data.arch
    numbers: Mapping[str, int]
    x32_bit: int  # set in the number of a call made through the x32 ABI; 0 if there is none
    open_flags: int  # the flags of open(2) that only read; their values differ: see READ_ONLY_FLAGS_*


# O_NOCTTY, O_NONBLOCK, O_CLOEXEC are the same on both; then O_LARGEFILE, O_DIRECTORY, O_NOFOLLOW of each.
READ_ONLY_FLAGS_X86_64 = 0o400 | 0o4000 | 0o2000000 | 0o100000 | 0o200000 | 0o400000
READ_ONLY_FLAGS_AARCH64 = 0o400 | 0o4000 | 0o2000000 | 0o400000 | 0o40000 | 0o100000

# fmt: off
_X86_64_NUMBERS = {
    "read": 0, "write": 1, "open": 2, "close": 3, "fstat": 5, "poll": 7, "lseek": 8, "mmap": 9,
    "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15,
    "pread64": 17, "readv": 19, "writev": 20, "select": 23, "sched_yield": 24, "mremap": 25, "madvise": 28,
    "dup": 32, "dup2": 33, "nanosleep": 35, "getpid": 39, "clone": 56, "exit": 60, "uname": 63, "fcntl": 72,
    "getcwd": 79, "gettimeofday": 96, "getrusage": 98, "sysinfo": 99, "times": 100, "getuid": 102,
    "getgid": 104, "geteuid": 107, "getegid": 108, "getppid": 110, "capget": 125, "capset": 126,
    "sigaltstack": 131, "gettid": 186, "time": 201, "futex": 202, "sched_getaffinity": 204,
    "getdents64": 217, "restart_syscall": 219, "clock_gettime": 228, "clock_getres": 229,
    "clock_nanosleep": 230, "exit_group": 231, "openat": 257, "pselect6": 270, "ppoll": 271,
    "set_robust_list": 273, "dup3": 292, "prlimit64": 302, "seccomp": 317, "getrandom": 318, "rseq": 334,
    "clone3": 435, "close_range": 436, "landlock_create_ruleset": 444, "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}

# This newer architecture never had open, dup2, poll, select and time: libc uses their successors.
_AARCH64_NUMBERS = {
    "getcwd": 17, "dup": 23, "dup3": 24, "fcntl": 25, "openat": 56, "close": 57, "getdents64": 61,
    "lseek": 62, "read": 63, "write": 64, "readv": 65, "writev": 66, "pread64": 67, "pselect6": 72,
    "ppoll": 73, "fstat": 80, "capget": 90, "capset": 91, "exit": 93, "exit_group": 94, "futex": 98,
    "set_robust_list": 99, "nanosleep": 101, "clock_gettime": 113, "clock_getres": 114,
    "clock_nanosleep": 115, "sched_getaffinity": 123, "sched_yield": 124, "restart_syscall": 128,
    "sigaltstack": 132, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "times": 153,
    "uname": 160, "getrusage": 165, "gettimeofday": 169, "getpid": 172, "getppid": 173, "getuid": 174,
    "geteuid": 175, "getgid": 176, "getegid": 177, "gettid": 178, "sysinfo": 179, "brk": 214, "munmap": 215,
    "mremap": 216, "clone": 220, "mmap": 222, "mprotect": 226, "madvise": 233, "prlimit64": 261,
    "seccomp": 277, "getrandom": 278, "rseq": 293, "clone3": 435, "close_range": 436,
    "landlock_create_ruleset": 444, "landlock_add_rule": 445, "landlock_restrict_self": 446,
}
# fmt: on

X86_64 = Architecture("x86_64", 0xC000003E, _X86_64_NUMBERS, 0x4000_0000, READ_ONLY_FLAGS_X86_64)
AARCH64 = Architecture("aarch64", 0xC00000B7, _AARCH64_NUMBERS, 0, READ_ONLY_FLAGS_AARCH64)
ARCHITECTURES = {known.name: known for known in (X86_64, AARCH64)}


def running() -> Architecture | None:
    """Return the architecture of this process, or None if it is not supported."""
    # A 32-bit Python on a 64-bit kernel makes other system calls than the machine's name says.
    if sys.platform != "linux" or ctypes.sizeof(ctypes.c_void_p) != POINTER_BYTES_64:
        return None
    return ARCHITECTURES.get(platform.machine())
