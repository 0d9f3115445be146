"""Landlock: restrict which files a process may read, whatever its user may read.

One gap remains: opening a missing name fails differently from opening a forbidden one, so a process can guess names.
The content, size and age of files and the listing of folders stay hidden.
"""

from __future__ import annotations

import ctypes
import os
import stat
from typing import TYPE_CHECKING, NamedTuple

from dropgrade.sandbox.linux import libc

if TYPE_CHECKING:
    from collections.abc import Iterable

# These three have the same numbers on every architecture.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
CREATE_RULESET_VERSION = 1
RULE_PATH_BENEATH = 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3


class Rights(NamedTuple):
    """The rights that a ruleset takes away unless a rule gives them back."""

    files: int
    network: int
    scope: int


class _RulesetAttr(ctypes.Structure):
    """The kernel's landlock_ruleset_attr."""

    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scope", ctypes.c_uint64))


class _PathBeneathAttr(ctypes.Structure):
    """The kernel's landlock_path_beneath_attr."""

    _pack_ = 1
    _layout_ = "ms"  # implied by _pack_, but required by Python 3.14
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def abi() -> int:
    """Return the version of Landlock that this kernel supports, or raise Unavailable."""
    try:
        return libc.syscall(CREATE_RULESET, 0, 0, CREATE_RULESET_VERSION)
    except OSError as refused:
        # Not compiled in, not enabled at boot, or forbidden by a container's filter.
        raise libc.Unavailable(refused.errno, "this kernel does not offer Landlock") from refused


def rights(version: int) -> Rights:
    """Return every right that a version knows, because rights that are not handled are not refused."""
    # 1: execute, read, write and make files; 2: move between folders; 3: truncate; 5: ioctl on devices.
    files = 13 + (version >= 2) + (version >= 3) + (version >= 5)  # noqa: PLR2004
    network = 2 if version >= 4 else 0  # noqa: PLR2004 - bind and connect by TCP
    scope = 2 if version >= 6 else 0  # noqa: PLR2004 - abstract sockets and signals of others
    return Rights((1 << files) - 1, (1 << network) - 1, (1 << scope) - 1)


def create(version: int) -> int:
    """Return the descriptor of a new ruleset, which allows nothing yet; it does not survive an exec."""
    attributes = _RulesetAttr(*rights(version))
    return libc.syscall(CREATE_RULESET, ctypes.addressof(attributes), ctypes.sizeof(attributes), 0)


def _allow(ruleset: int, path: str) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return  # such as a zip file on sys.path that does not exist
    try:
        folder = stat.S_ISDIR(os.fstat(parent).st_mode)
        rule = _PathBeneathAttr(READ_FILE | READ_DIR if folder else READ_FILE, parent)
        libc.syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, ctypes.addressof(rule), 0)
    finally:
        os.close(parent)


def allow_read(ruleset: int, paths: Iterable[str]) -> None:
    """Let the ruleset allow reading each of these files, and everything beneath each of these folders."""
    for path in paths:
        _allow(ruleset, path)


def restrict_self(ruleset: int) -> None:
    """Apply the ruleset to this thread and its children; it must have set no_new_privs before."""
    libc.syscall(RESTRICT_SELF, ruleset, 0)
