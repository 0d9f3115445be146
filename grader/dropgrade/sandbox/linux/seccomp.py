"""The filter of system calls: assembled from the policy once, installed in every worker."""

from __future__ import annotations

import ctypes
import errno
from typing import TYPE_CHECKING

from dropgrade.sandbox.linux import bpf, libc

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dropgrade.sandbox.linux.policy import Policy
    from dropgrade.sandbox.linux.syscall_numbers import Architecture

SECCOMP_SET_MODE_FILTER, SECCOMP_GET_ACTION_AVAIL = 1, 2


class _Filter(ctypes.Structure):
    """The kernel's sock_filter."""

    _fields_ = (
        ("code", ctypes.c_uint16),
        ("jt", ctypes.c_uint8),
        ("jf", ctypes.c_uint8),
        ("k", ctypes.c_uint32),
    )


class _Fprog(ctypes.Structure):
    """The kernel's sock_fprog."""

    _fields_ = (("len", ctypes.c_uint16), ("filter", ctypes.POINTER(_Filter)))


class Program:
    """A filter in the kernel's format, so that installing it takes a single system call."""

    def __init__(self, code: Sequence[bpf.Instruction], architecture: Architecture) -> None:
        """Lay out the instructions in memory that lives as long as this object."""
        self.code = tuple(code)
        self._number = architecture.numbers["seccomp"]
        self._filters = (_Filter * len(self.code))(*(_Filter(*each) for each in self.code))
        self._fprog = _Fprog(len(self.code), self._filters)

    def install(self) -> None:
        """Apply the filter to this process for good; no_new_privs must be set before."""
        libc.syscall(self._number, SECCOMP_SET_MODE_FILTER, 0, ctypes.addressof(self._fprog))


def _entrance(architecture: Architecture) -> list[bpf.Instruction]:
    # Kill calls through another ABI: the numbers below mean something else there, and honest code never uses one.
    code = [bpf.load(bpf.OFFSET_ARCH), *bpf.unless_one_of([architecture.audit], bpf.KILL_PROCESS)]
    code.append(bpf.load(bpf.OFFSET_NUMBER))
    if architecture.x32_bit:
        code.append(bpf.Instruction(bpf.JUMP_GREATER_EQUAL, 0, 1, architecture.x32_bit))
        code.append(bpf.give(bpf.KILL_PROCESS))
    return code


def _bodies(policy: Policy) -> Mapping[str, list[bpf.Instruction]]:
    refusal = bpf.failing(policy.refusal)
    bodies = {name: [bpf.give(bpf.ALLOW)] for name in policy.allowed}
    bodies |= {name: [bpf.give(bpf.failing(errno.ENOSYS))] for name in policy.unknown}
    for name, tests in policy.rules.items():
        demands = [instruction for test in tests for instruction in bpf.demand(test, refusal)]
        bodies[name] = [*demands, bpf.give(bpf.ALLOW)]
    return bodies


def build(policy: Policy, architecture: Architecture) -> Program:
    """Assemble a policy; names without a number on this architecture are skipped."""
    numbers = architecture.numbers
    bodies = {numbers[name]: body for name, body in _bodies(policy).items() if name in numbers}
    code = [*_entrance(architecture), *bpf.dispatch(bodies, bpf.failing(policy.refusal))]
    return Program(code, architecture)


def available(architecture: Architecture) -> bool:
    """Return whether this kernel can filter system calls and kill a whole process."""
    action = ctypes.c_uint32(bpf.KILL_PROCESS)
    try:
        libc.syscall(architecture.numbers["seccomp"], SECCOMP_GET_ACTION_AVAIL, 0, ctypes.addressof(action))
    except OSError:
        return False
    return True
