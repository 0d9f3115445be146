"""What a worker gives up as a process: privileges, a terminal, outliving its parent."""

from __future__ import annotations

import ctypes
import os
from typing import TYPE_CHECKING

from dropgrade.sandbox.linux import libc

if TYPE_CHECKING:
    from dropgrade.sandbox.linux.syscall_numbers import Architecture

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_GET_NO_NEW_PRIVS = 1, 4, 38, 39
SIGKILL = 9
CAPABILITY_VERSION_3 = 0x2008_0522
CAP_DAC_READ_SEARCH = 1 << 2


class _Header(ctypes.Structure):
    """The kernel's __user_cap_header_struct."""

    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Capabilities(ctypes.Structure):
    """The kernel's __user_cap_data_struct, which has 32 capabilities, so two are needed."""

    _fields_ = tuple((name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable"))


_TwoCapabilities = _Capabilities * 2  # defined here because creating a type is slow


def no_new_privileges_available() -> bool:
    """Return whether this kernel supports no_new_privs."""
    try:
        libc.prctl(PR_GET_NO_NEW_PRIVS)
    except OSError:
        return False
    return True


def no_new_privileges() -> None:
    """Set no_new_privs for good: an exec gains no privileges. Landlock and seccomp require it."""
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1)


def drop_capabilities(architecture: Architecture) -> None:
    """Drop root's capabilities, if the grader runs as root, as it does in containers.

    CAP_DAC_READ_SEARCH is kept: root's grader may be in a folder of another user, and Landlock decides what can be
    read.
    """
    header = _Header(CAPABILITY_VERSION_3, 0)
    capabilities = _TwoCapabilities()
    where = ctypes.addressof(header), ctypes.addressof(capabilities)
    libc.syscall(architecture.numbers["capget"], *where)
    kept = capabilities[0].permitted & CAP_DAC_READ_SEARCH
    capabilities[0] = _Capabilities(kept & capabilities[0].effective, kept, 0)
    capabilities[1] = _Capabilities(0, 0, 0)
    libc.syscall(architecture.numbers["capset"], *where)


def be_one_thread() -> None:
    """Raise OSError if there are several threads, because filters and rulesets apply only to the calling one."""
    # The link count of a folder is two plus its subfolders, which are the threads here.
    threads = os.stat("/proc/self/task").st_nlink - 2  # noqa: PTH116 - a Path costs more
    if threads != 1:
        message = f"a process of {threads} threads cannot be confined"
        raise OSError(message)


def stand_alone() -> None:
    """Become the leader of a new session, without a terminal and without a process group that shares signals."""
    if os.getsid(0) != os.getpid():
        os.setsid()
    os.umask(0o077)


def hide() -> None:
    """Make the process undumpable: no core files, and no other process of the same user can look inside.

    The files of /proc/PID then belong to root; those that everyone may read, such as stat, stay readable.
    """
    libc.prctl(PR_SET_DUMPABLE, 0)


def die_with(parent: int) -> None:
    """Have this process killed when the thread that forked it ends."""
    libc.prctl(PR_SET_PDEATHSIG, SIGKILL)
    # If the parent ended before the line above, no signal will come.
    if os.getppid() != parent:
        message = f"process {parent} is not the parent of this worker any more"
        raise ProcessLookupError(message)
