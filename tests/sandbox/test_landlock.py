"""Landlock by itself: what it takes away, and what a rule gives back."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from dropgrade.sandbox.linux import landlock, libc

sys.path.append(str(Path(__file__).parent))
starting = importlib.import_module("confined_host.starting")

# One process under Landlock only, without the filter.
UNDER_LANDLOCK = """
import os, socket, sys
from dropgrade.sandbox.linux import landlock, privileges

folder = sys.argv[1]
readable = [f"{folder}/readable", f"{folder}/one", f"{folder}/no-such-file", f"{folder}/one/beneath-a-file"]
parent = os.getppid()
ruleset = landlock.create(landlock.abi())
landlock.allow_read(ruleset, readable)
privileges.no_new_privileges()
landlock.restrict_self(ruleset)

def refused(act):
    try:
        act()
    except PermissionError:
        return True
    return False

def opened(name, flags=os.O_RDONLY):
    return lambda: os.open(f"{folder}/{name}", flags, 0o600)
"""


def _under_landlock(folder: Path, source: str) -> None:
    for name in ("readable/within/deep", "one", "two", "outside/deep"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("text", "utf-8")
    (folder / "readable/link").symlink_to(folder / "two")
    done = starting.python("-c", UNDER_LANDLOCK + source, str(folder))
    assert done.returncode == 0, done.stderr


def test_named_files_and_folders_can_be_read(tmp_path: Path) -> None:
    """A named file can be read, and so can everything below a named folder."""
    source = """
assert os.read(opened("one")(), 9) == b"text"
assert os.read(opened("readable/within/deep")(), 9) == b"text"
assert sorted(os.listdir(f"{folder}/readable")) == ["link", "within"]
"""
    _under_landlock(tmp_path, source)


def test_everything_else_cannot_be_read(tmp_path: Path) -> None:
    """Files beside the named ones, above them, or behind a link cannot be read or listed."""
    source = """
for name in ("two", "outside/deep", "readable/link", "readable/../two"):
    assert refused(opened(name)), name
for name in (folder, f"{folder}/outside", "/", "/proc/self"):
    assert refused(lambda: os.listdir(name)), name
"""
    _under_landlock(tmp_path, source)


def test_readable_places_cannot_be_written(tmp_path: Path) -> None:
    """Readable files cannot be written, emptied, removed or run, and folders cannot be added to."""
    source = """
for flags in (os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_TRUNC):
    assert refused(opened("one", flags)), flags
    assert refused(opened("readable/within/deep", flags)), flags
assert refused(opened("readable/new", os.O_WRONLY | os.O_CREAT))
assert refused(lambda: os.unlink(f"{folder}/readable/within/deep"))
assert refused(lambda: os.mkdir(f"{folder}/readable/new"))
assert refused(lambda: os.symlink("one", f"{folder}/readable/new"))
assert refused(lambda: os.mkfifo(f"{folder}/readable/new"))
os.chmod(f"{folder}/one", 0o755)
assert refused(lambda: os.execv(f"{folder}/one", ["one"]))
"""
    _under_landlock(tmp_path, source)


def test_newer_kernels_guard_more(tmp_path: Path) -> None:
    """Truncation, TCP and signals to others are refused as far as the kernel's version allows."""
    source = """
version = landlock.abi()
assert version < 3 or refused(lambda: os.truncate(f"{folder}/one", 0))
assert version < 4 or refused(lambda: socket.socket().connect(("127.0.0.1", 9)))
assert version < 6 or refused(lambda: os.kill(parent, 0))
"""
    _under_landlock(tmp_path, source)


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (1, (0x1FFF, 0, 0)),
        (2, (0x3FFF, 0, 0)),
        (3, (0x7FFF, 0, 0)),
        (4, (0x7FFF, 3, 0)),
        (5, (0xFFFF, 3, 0)),
        (6, (0xFFFF, 3, 3)),
        (7, (0xFFFF, 3, 3)),
        (99, (0xFFFF, 3, 3)),
    ],
)
def test_every_right_of_a_version_is_handled(version: int, expected: tuple[int, int, int]) -> None:
    """The handled rights are those that the kernel's documentation lists for each version."""
    assert landlock.rights(version) == expected


def test_lack_of_landlock_is_said_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel without Landlock raises its own error, with a sentence."""

    def refuse(*_: int) -> int:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(libc, "syscall", refuse)
    with pytest.raises(libc.Unavailable, match="does not offer Landlock"):
        landlock.abi()
