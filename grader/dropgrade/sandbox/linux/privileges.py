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
    """The kernel's __user_cap_data_struct: 32 capabilities, so it takes two."""

    _fields_ = tuple((name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable"))


_TwoCapabilities = _Capabilities * 2  # made here, since making a type takes longer than all the rest


def no_new_privileges_available() -> bool:
    """Tell whether this kernel lets a process give up new privileges."""
    try:
        libc.prctl(PR_GET_NO_NEW_PRIVS)
    except OSError:
        return False
    return True


def no_new_privileges() -> None:
    """Give up, for good, what an exec of a set-user-id file could gain; Landlock and seccomp ask for it."""
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1)


def drop_capabilities(architecture: Architecture) -> None:
    """Give up what root may do beyond its files, where a grader runs as root, as it does in containers.

    Reading in spite of a folder's mode stays: root's grader may live in the folder of another user, and what
    is read is for Landlock to decide.
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
    """Refuse to go on with several threads: filters and rulesets reach only the one that takes them on."""
    # A folder has two links and one for each folder in it; here those are the threads.
    threads = os.stat("/proc/self/task").st_nlink - 2  # noqa: PTH116 - a Path costs more
    if threads != 1:
        message = f"a process of {threads} threads cannot be confined"
        raise OSError(message)


def stand_alone() -> None:
    """Lead a session of its own: no terminal, and no group whose signals it shares."""
    if os.getsid(0) != os.getpid():
        os.setsid()
    os.umask(0o077)


def hide() -> None:
    """Be undumpable: no core is written, by a helper either, and no process of the same user may look inside.

    The files of /proc/PID belong to root from then on; those that everyone may read, such as stat, stay so.
    """
    libc.prctl(PR_SET_DUMPABLE, 0)


def die_with(parent: int) -> None:
    """Be killed when the thread that forked this process ends."""
    libc.prctl(PR_SET_PDEATHSIG, SIGKILL)
    # A parent that ended before the line above sends nothing any more.
    if os.getppid() != parent:
        message = f"process {parent} is not the parent of this worker any more"
        raise ProcessLookupError(message)
