"""What a worker might try against its host: every attempt is made for real, and every one is refused."""

from __future__ import annotations

import errno
import importlib
import json
import os
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # whichever way pytest imports its modules
starting = importlib.import_module("confined_host.starting")
situations = importlib.import_module("confined_host.situations")
TABLE = importlib.import_module("confined_host.table").TABLE

Outcomes = dict[str, dict[str, int | str]]
BY_FILTER = [name for name, attempt in TABLE.items() if attempt.refusal == errno.EPERM]
ENOUGH = 40
# CAP_DAC_READ_SEARCH, CAP_SYS_CHROOT, _PTRACE, _ADMIN, _NICE, _TIME: needed for root's part of the table.
CAPABILITIES = sum(1 << bit for bit in (2, 18, 19, 21, 23, 25))


def _status(field: str, base: int) -> int:
    rows = dict(row.split(":", 1) for row in Path("/proc/self/status").read_text("utf-8").splitlines())
    return int(rows[field], base)


def _full_root() -> bool:
    """Whether only our confinement can refuse root's part of the table."""
    capable = _status("CapEff", 16) & CAPABILITIES == CAPABILITIES
    return os.geteuid() == 0 and capable and _status("Seccomp", 10) == 0


CONTROLS = ("anyone", "root") if _full_root() else ("anyone",)
CONTROLLED = [name for name, attempt in TABLE.items() if attempt.control in CONTROLS]


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    """How every attempt ended, in every situation."""
    done = starting.python("-m", "confined_host")
    assert done.returncode == 0, done.stderr
    results: Outcomes = json.loads(done.stdout)
    return results


def _named(outcome: int | str) -> str:
    return errno.errorcode.get(outcome, str(outcome)) if isinstance(outcome, int) else outcome


@pytest.mark.parametrize("name", TABLE)
def test_confined_worker_is_refused(name: str, outcomes: Outcomes) -> None:
    """A confined worker is refused what it tries."""
    assert _named(outcomes[name]["confined"]) == _named(TABLE[name].refusal)


@pytest.mark.parametrize("name", TABLE)
def test_packages_and_files_open_no_hole(name: str, outcomes: Outcomes) -> None:
    """A worker with packages and files is refused everything that others are, with any error."""
    assert outcomes[name]["everything allowed"] not in (0, "0")


@pytest.mark.parametrize("name", BY_FILTER)
def test_refusal_is_the_filters_own(name: str, outcomes: Outcomes) -> None:
    """Our filter refuses, not the kernel: with another error number in the filter, that is the error."""
    assert _named(outcomes[name]["marked"]) == _named(situations.MARK)


@pytest.mark.parametrize("name", CONTROLLED)
def test_control_is_not_refused(name: str, outcomes: Outcomes) -> None:
    """The same attempt without confinement succeeds, or fails for another reason than permission."""
    outcome = outcomes[name]["free"]
    assert isinstance(outcome, int), outcome
    assert _named(outcome) not in {"EPERM", "EACCES", "ENOSYS"}


def test_table_is_long_enough() -> None:
    """The table has many attempts, and most have a control that needs no privilege."""
    assert len(TABLE) >= ENOUGH
    assert sum(attempt.control == "anyone" for attempt in TABLE.values()) >= ENOUGH
