"""System call numbers, compared with the kernel's headers and with the libc."""

from __future__ import annotations

import importlib
import os
import re
import sys
import threading
from pathlib import Path

import pytest

from dropgrade.sandbox.linux import libc, policy, seccomp, syscall_numbers

sys.path.append(str(Path(__file__).parent))
kernel_numbers = importlib.import_module("confined_host.attempts").kernel_numbers

HEADERS = {
    "x86_64": (
        "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
        "/usr/include/asm/unistd_64.h",
        "/usr/x86_64-linux-gnu/include/asm/unistd_64.h",
    ),
    "aarch64": ("/usr/include/asm-generic/unistd.h",),
}
# On the newer architecture these are library functions based on their successors.
OLDER = {"open", "dup2", "poll", "select", "time"}
DEFINITION = re.compile(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)", re.MULTILINE)
RENAMED = re.compile(r"^#define __NR_(\w+) __NR3264_(\w+)", re.MULTILINE)


def _header(machine: str) -> dict[str, int]:
    """Return the numbers of an installed header; empty without one, when the shipped numbers are used."""
    found = [path for path in map(Path, HEADERS[machine]) if path.exists()]
    text = found[0].read_text("utf-8") if found else ""
    numbers = {name: int(number) for name, number in DEFINITION.findall(text)}
    plain = {name: number for name, number in numbers.items() if f"__NR3264_{name}" not in text}
    # The names of 64-bit machines come first in the header, so the first entry counts.
    renamed = {name: numbers[old] for name, old in reversed(RENAMED.findall(text)) if old in numbers}
    return plain | renamed


@pytest.mark.parametrize("machine", syscall_numbers.ARCHITECTURES)
def test_table_matches_shipped_numbers(machine: str) -> None:
    """Every number is the one in the kernel's headers."""
    expected = kernel_numbers(machine)
    table = syscall_numbers.ARCHITECTURES[machine].numbers
    assert dict(table) == {name: expected[name] for name in table}


@pytest.mark.parametrize("machine", syscall_numbers.ARCHITECTURES)
def test_shipped_numbers_match_installed_header(machine: str) -> None:
    """The shipped numbers agree with the headers of this machine, if it has them."""
    shipped, header = kernel_numbers(machine), _header(machine)
    common = shipped.keys() & header.keys()
    assert {name: shipped[name] for name in common} == {name: header[name] for name in common}
    assert not header or policy_names() & shipped.keys() <= header.keys()


def policy_names() -> set[str]:
    """Return every name that the policy mentions."""
    return {*policy.ALLOWED, *policy.RULES, *policy.UNKNOWN, "open", "openat"}


def test_architectures_are_told_apart() -> None:
    """The kernel's id of an architecture is its ELF machine, 64-bit and little endian."""
    machines = {"x86_64": 62, "aarch64": 183}  # EM_X86_64, EM_AARCH64
    for name, machine in machines.items():
        assert syscall_numbers.ARCHITECTURES[name].audit == 0x8000_0000 | 0x4000_0000 | machine


def test_architectures_lack_only_older_names() -> None:
    """A name of the policy without a number is one that the architecture never had."""
    assert policy_names() <= syscall_numbers.X86_64.numbers.keys()
    assert policy_names() - syscall_numbers.AARCH64.numbers.keys() == OLDER
    assert not OLDER & kernel_numbers("aarch64").keys()


def test_tables_hold_nothing_unused() -> None:
    """Every name in a table is in the policy or called by this package."""
    called = {"seccomp", "capget", "capset"}
    called |= {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"}
    assert syscall_numbers.X86_64.numbers.keys() == policy_names() | called


def test_numbers_mean_what_their_names_say() -> None:
    """The running kernel answers to a few numbers like Python's wrappers."""
    architecture = syscall_numbers.running()
    assert architecture is not None
    answers = {"getpid": os.getpid(), "getppid": os.getppid(), "gettid": threading.get_native_id()}
    answers |= {
        "getuid": os.getuid(),
        "geteuid": os.geteuid(),
        "getgid": os.getgid(),
        "getegid": os.getegid(),
    }
    assert answers == {name: libc.syscall(architecture.numbers[name]) for name in answers}


def test_seccomp_is_found() -> None:
    """The kernel that runs these tests has seccomp, under the number in our table."""
    architecture = syscall_numbers.running()
    assert architecture is not None
    assert seccomp.available(architecture)


def test_unknown_machine_is_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a table gets no filter, rather than a wrong one."""
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert syscall_numbers.running() is None
