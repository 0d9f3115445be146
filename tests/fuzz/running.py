"""How a reader fails at an input, and what a run of many inputs found."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from dropgrade.errors import DropgradeError
from tests.fuzz.noise import Read

SLOWEST = 2.0
"""Seconds of computing for some kilobytes."""


def place() -> Path:
    """A folder of this process's own, which is not there any more when the run ends."""
    folder = _whole_place() / str(os.getpid())
    folder.mkdir(exist_ok=True)
    return folder


@cache
def _whole_place() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="dropgrade-fuzz-"))
    atexit.register(shutil.rmtree, folder)
    return folder


def in_file(name: str, read: Callable[[Path], object]) -> Read:
    """A reader of bytes from one of files."""

    def reading(content: bytes) -> object:
        file = place() / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return read(file)

    return reading


class TooSlow(BaseException):
    """A reader has computed for too long."""


def _stop(*_: object) -> None:
    raise TooSlow


def failure(read: Read, content: bytes, limit: float = SLOWEST) -> str:
    """How a reader failed at an input; empty where it did not. The limit is in seconds of computing, not of waiting."""
    return _ended(read, content, limit)[0]


def _ended(read: Read, content: bytes, limit: float) -> tuple[str, bool]:
    """How a reader failed, and whether it gave a value."""
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        read(content)
    except DropgradeError:
        return "", False
    except TooSlow:
        return f"computed for more than {limit:g} seconds", False
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:200]}", False
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return "", True


@dataclass(slots=True)
class Tally:
    """The inputs that were read, how many of them gave a value, the slowest, and one for each way to fail."""

    count: int = 0
    values: int = 0
    slowest: float = 0.0
    slow: bytes = b""
    failures: dict[str, bytes] = field(default_factory=dict)

    def take(self, read: Read, contents: Iterable[bytes]) -> Tally:
        """Read some inputs."""
        for content in contents:
            begun = time.process_time()
            found, is_value = _ended(read, content, SLOWEST)
            spent = time.process_time() - begun
            self.count += 1
            self.values += is_value
            if spent > self.slowest:
                self.slowest, self.slow = spent, content
            if found:
                self.failures.setdefault(found, content)
        return self

    def add(self, other: Tally) -> None:
        """Add what another run found."""
        self.count += other.count
        self.values += other.values
        if other.slowest > self.slowest:
            self.slowest, self.slow = other.slowest, other.slow
        self.failures = {**other.failures, **self.failures}

    @property
    def is_sound(self) -> bool:
        """Whether nothing failed or took too long."""
        return not self.failures and self.slowest <= SLOWEST
