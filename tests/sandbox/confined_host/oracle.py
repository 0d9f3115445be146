"""An interpreter for the filter's instructions, and an oracle for its decisions."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from confined_host.attempts import kernel_numbers
from dropgrade.sandbox.linux import policy, seccomp, syscall_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dropgrade.sandbox.linux import bpf

ALLOW, KILL = 0x7FFF_0000, 0x8000_0000
REFUSE, UNKNOWN = 0x0005_0000 | errno.EPERM, 0x0005_0000 | errno.ENOSYS
NOTHING = (0, 0, 0, 0, 0, 0)
THREAD, THREAD_MAY = 0x1_0900, 0x17C_0600

# The meaning of the policy's rules, written independently.
RULES: dict[str, Callable[[Sequence[int]], bool]] = {
    "clone": lambda a: a[0] & THREAD == THREAD and a[0] & ~THREAD & ~THREAD_MAY == 0,
    "fcntl": lambda a: a[1] % 2**32 in {0, 1, 2, 3, 1030},
    "madvise": lambda a: a[2] % 2**32 in {0, 1, 2, 3, 4, 8, 10, 11, 14, 15, 16, 17, 102, 103},
    "clock_gettime": lambda a: a[0] % 2**32 < 16,
    "clock_getres": lambda a: a[0] % 2**32 < 16,
    "clock_nanosleep": lambda a: a[0] % 2**32 < 16,
    "sched_getaffinity": lambda a: a[0] % 2**32 == 0,
    "prlimit64": lambda a: a[0] == 0 and a[2] == 0,
}
READING = {"x86_64": 0o2704400, "aarch64": 0o2544400}


def run(code: Sequence[bpf.Instruction], arch: int, number: int, arguments: Sequence[int]) -> int:
    """Interpret a program as the kernel does, and return its action."""
    data = number.to_bytes(4, "little") + arch.to_bytes(4, "little") + bytes(8)
    data += b"".join(argument.to_bytes(8, "little") for argument in arguments)
    accumulator, at = 0, 0
    while True:
        operation, if_true, if_false, constant = code[at]
        at += 1
        match operation:
            case 0x20:
                assert constant % 4 == 0
                accumulator = int.from_bytes(data[constant : constant + 4], "little")
            case 0x54:
                accumulator &= constant
            case 0x05:
                at += constant
            case 0x15:
                at += if_true if accumulator == constant else if_false
            case 0x35:
                at += if_true if accumulator >= constant else if_false
            case 0x06:
                return constant
            case _:
                raise AssertionError(f"no such instruction: {operation:#x}")


class Filter:
    """The filter of one architecture, and its oracle."""

    def __init__(self, name: str, *, files: bool = True) -> None:
        """Assemble the filter; without `files`, as for a kernel without Landlock."""
        self.architecture = syscall_numbers.ARCHITECTURES[name]
        self.numbers = kernel_numbers(name)
        self.names = {number: name for name, number in self.numbers.items()}
        self.code = seccomp.build(policy.policy(self.architecture, files=files), self.architecture).code
        flags = READING[name]
        self.rules = dict(RULES)
        if files:
            self.rules["open"] = lambda a: a[1] % 2**32 & ~flags == 0
            self.rules["openat"] = lambda a: a[2] % 2**32 & ~flags == 0

    def decides(self, name: str, arguments: Sequence[int] = NOTHING) -> int:
        """Return the action of the filter for a system call."""
        return run(self.code, self.architecture.audit, self.numbers[name], arguments)

    def oracle(self, number: int, arguments: Sequence[int]) -> int:
        """Return the action that the policy intends."""
        name = self.names.get(number, "")
        if name == "clone3":
            return UNKNOWN
        allowed = self.rules[name](arguments) if name in self.rules else name in policy.ALLOWED
        return ALLOW if allowed else REFUSE
