"""What a worker may ask of the kernel, as data: everything that is not named here is refused.

The measure is what CPython and NumPy need to compute, once every module is loaded. Left out on purpose:

- Whatever looks at or changes a file by its name (stat, access, readlink, chdir, chmod, rename, ...):
  Landlock guards what files hold, not what is known about them. A filter cannot see which name a pointer
  leads to, so newfstatat is out altogether, and with it os.fstat and dlopen under a C library that builds
  them on it.
- Signals, to itself as well: a worker cannot stop itself, or die as if the grader had ended it. Timers
  (alarm, setitimer) belong here: a handler would run amid the worker's conversation with the grader.
- Sockets, processes, namespaces, other processes' memory, devices (ioctl), limits, schedulers, keys, tracing.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropgrade.sandbox.linux.bpf import INT, WHOLE, Test

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dropgrade.sandbox.linux.syscall_numbers import Architecture

# fmt: off
ALLOWED = (
    # talking through descriptors that it already has
    "read", "write", "readv", "writev", "pread64", "lseek", "fstat", "getdents64", "close", "close_range",
    "dup", "dup2", "dup3", "poll", "ppoll", "select", "pselect6",
    # memory
    "mmap", "munmap", "mremap", "mprotect", "brk",
    # threads, and the end of them
    "futex", "set_robust_list", "rseq", "sched_yield", "exit", "exit_group", "restart_syscall",
    # handlers of its own signals, such as faulthandler's
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack",
    # time, chance, and questions about itself
    "gettimeofday", "time", "nanosleep", "times", "getrusage", "getrandom", "getpid", "getppid", "gettid",
    "getuid", "geteuid", "getgid", "getegid", "getcwd", "uname", "sysinfo",
)
# fmt: on

# glibc asks for clone3 first and falls back to clone only if the kernel seems not to know it. The flags of
# clone3 lie behind a pointer, where no filter can look.
UNKNOWN = ("clone3",)

CLONE_VM, CLONE_SIGHAND, CLONE_THREAD = 0x100, 0x800, 0x1_0000
# FS, FILES, SYSVSEM, SETTLS, PARENT_SETTID, CHILD_CLEARTID, DETACHED (musl), CHILD_SETTID: a matter of taste
# for a thread. Any other bit, a new namespace above all, must be clear.
CLONE_OPTIONAL = 0x200 | 0x400 | 0x4_0000 | 0x8_0000 | 0x10_0000 | 0x20_0000 | 0x40_0000 | 0x100_0000

# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC. Not F_SETOWN and F_SETSIG, which send signals, and not
# F_SETFL: its flags belong to every process that holds the same pipe.
FCNTL_COMMANDS = (0, 1, 2, 3, 1030)

# Advice that stays within the process. MADV_HWPOISON (100) takes memory from the whole machine.
# 102 and 103 set and remove the guard page of a thread's stack in recent C libraries.
ADVICE = (0, 1, 2, 3, 4, 8, 10, 11, 14, 15, 16, 17, 102, 103)

# The clocks of the machine and of the calling process are 0..15; the id of another process's clock is not.
OWN_CLOCK = Test(0, (0,), mask=0xFFFF_FFF0)

NO_POINTER = 0

# A system call is allowed if all its tests hold.
RULES: Mapping[str, tuple[Test, ...]] = {
    "clone": (Test(0, (CLONE_VM | CLONE_SIGHAND | CLONE_THREAD,), mask=WHOLE & ~CLONE_OPTIONAL),),
    "fcntl": (Test(1, FCNTL_COMMANDS),),
    "madvise": (Test(2, ADVICE),),
    "clock_gettime": (OWN_CLOCK,),
    "clock_getres": (OWN_CLOCK,),
    "clock_nanosleep": (OWN_CLOCK,),
    "sched_getaffinity": (Test(0, (0,)),),
    # Reading its own limits only: process 0, and no new limit.
    "prlimit64": (Test(0, (0,), mask=WHOLE), Test(2, (NO_POINTER,), mask=WHOLE)),
}


@dataclass(frozen=True)
class Policy:
    """What to allow, what to allow under conditions, what to deny knowing, and how to refuse the rest."""

    allowed: tuple[str, ...]
    rules: Mapping[str, tuple[Test, ...]]
    unknown: tuple[str, ...]
    refusal: int


def _opening(flags: int) -> dict[str, tuple[Test, ...]]:
    # Only flags that read pass. O_PATH above all must not: it opens what Landlock forbids, for fstat to see.
    reading = INT & ~flags
    return {"open": (Test(1, (0,), mask=reading),), "openat": (Test(2, (0,), mask=reading),)}


def policy(architecture: Architecture, *, files: bool, refusal: int = errno.EPERM) -> Policy:
    """Return the policy for an architecture; `files` says that Landlock decides which files may be opened.

    Without Landlock nothing may be opened: better a worker that reads nothing than one that reads all.
    """
    opening = _opening(architecture.open_flags) if files else {}
    return Policy(ALLOWED, {**RULES, **opening}, UNKNOWN, refusal)
