"""The system calls that a worker may make, as data: everything that is not listed here is refused.

The list has what CPython and NumPy need for computing once every module is loaded. Left out on purpose:

- Calls that inspect or change a file by its name (stat, access, readlink, chdir, chmod, rename, ...): Landlock
  protects the content of files, not their metadata. A filter cannot see the name behind a pointer, so
  newfstatat is refused entirely, and with it os.fstat and dlopen where the C library uses it for them.
- Signals, even to itself: a worker cannot stop itself, or die as if the grader had ended it. The same goes for
  timers (alarm, setitimer), whose handlers would interrupt the worker's conversation with the grader.
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
    # threads and their end
    "futex", "set_robust_list", "rseq", "sched_yield", "exit", "exit_group", "restart_syscall",
    # handlers of its own signals, such as those of faulthandler
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack",
    # time, randomness, and questions about itself
    "gettimeofday", "time", "nanosleep", "times", "getrusage", "getrandom", "getpid", "getppid", "gettid",
    "getuid", "geteuid", "getgid", "getegid", "getcwd", "uname", "sysinfo",
)
# fmt: on

# glibc tries clone3 first and falls back to clone only if the kernel seems not to know it. The flags of clone3 are
# behind a pointer, where no filter can look.
UNKNOWN = ("clone3",)

CLONE_VM, CLONE_SIGHAND, CLONE_THREAD = 0x100, 0x800, 0x1_0000
# FS, FILES, SYSVSEM, SETTLS, PARENT_SETTID, CHILD_CLEARTID, DETACHED (musl), CHILD_SETTID: optional for a thread. Any
# other bit, above all a new namespace, must be clear.
CLONE_OPTIONAL = 0x200 | 0x400 | 0x4_0000 | 0x8_0000 | 0x10_0000 | 0x20_0000 | 0x40_0000 | 0x100_0000

# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC. Not F_SETOWN and F_SETSIG, which send signals, and not F_SETFL,
# whose flags are shared by every process that holds the same pipe.
FCNTL_COMMANDS = (0, 1, 2, 3, 1030)

# Advice that only affects the process. MADV_HWPOISON (100) takes memory from the whole machine. 102 and 103 set and
# remove the guard page of a thread's stack in recent C libraries.
ADVICE = (0, 1, 2, 3, 4, 8, 10, 11, 14, 15, 16, 17, 102, 103)

# The clocks of the machine and of the calling process are 0 to 15; the clocks of other processes have other ids.
OWN_CLOCK = Test(0, (0,), mask=0xFFFF_FFF0)

NO_POINTER = 0

# A system call is allowed if all its conditions hold.
RULES: Mapping[str, tuple[Test, ...]] = {
    "clone": (Test(0, (CLONE_VM | CLONE_SIGHAND | CLONE_THREAD,), mask=WHOLE & ~CLONE_OPTIONAL),),
    "fcntl": (Test(1, FCNTL_COMMANDS),),
    "madvise": (Test(2, ADVICE),),
    "clock_gettime": (OWN_CLOCK,),
    "clock_getres": (OWN_CLOCK,),
    "clock_nanosleep": (OWN_CLOCK,),
    "sched_getaffinity": (Test(0, (0,)),),
    # Only reading its own limits: process 0, and no new limit.
    "prlimit64": (Test(0, (0,), mask=WHOLE), Test(2, (NO_POINTER,), mask=WHOLE)),
}


@dataclass(frozen=True)
class Policy:
    """What to allow, what to allow under conditions, what to report as unknown, and the error for all the rest."""

    allowed: tuple[str, ...]
    rules: Mapping[str, tuple[Test, ...]]
    unknown: tuple[str, ...]
    refusal: int


def _opening(flags: int) -> dict[str, tuple[Test, ...]]:
    # Only flags that read are allowed. Above all not O_PATH: it opens what Landlock forbids, for fstat to inspect.
    reading = INT & ~flags
    return {"open": (Test(1, (0,), mask=reading),), "openat": (Test(2, (0,), mask=reading),)}


def policy(architecture: Architecture, *, files: bool, refusal: int = errno.EPERM) -> Policy:
    """Return the policy for an architecture; `files` says whether Landlock decides which files may be opened.

    Without Landlock nothing may be opened: better a worker that can read nothing than one that can read everything.
    """
    opening = _opening(architecture.open_flags) if files else {}
    return Policy(ALLOWED, {**RULES, **opening}, UNKNOWN, refusal)
