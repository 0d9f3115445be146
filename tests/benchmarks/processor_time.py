"""The processor time of a command with all that it starts, counted by the kernel in a control group of Linux.

What a process's own numbers leave out is in it: children that were killed, and those that nobody waited for.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
INTO = 'echo $$ > "$0"; exec "$@"'


class Group:
    """A control group: commands that are run in it, and the seconds of processors that they took."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def command(self, words: Sequence[str]) -> list[str]:
        """A command as it is run in the group."""
        return ["sh", "-c", INTO, str(self._folder / "cgroup.procs"), *words]

    @property
    def seconds(self) -> float:
        """What all of its processes took so far."""
        if (self._folder / "cpuacct.usage").exists():
            return int((self._folder / "cpuacct.usage").read_text()) / 1e9
        lines = (self._folder / "cpu.stat").read_text().splitlines()
        return next(int(line.split()[1]) / 1e6 for line in lines if line.startswith("usage_usec"))


@contextmanager
def groups(*names: str) -> Iterator[list[Group]]:
    """New groups of these names, which are gone afterwards; the machine has to let us make them (root, mostly)."""
    above = ROOT / "cpuacct" if (ROOT / "cpuacct").is_dir() else ROOT
    folders = [above / f"dropgrade-{os.getpid()}-{name}" for name in names]
    for folder in folders:
        folder.mkdir()
    try:
        yield [Group(folder) for folder in folders]
    finally:
        for folder in folders:
            try:
                folder.rmdir()
            except OSError as error:  # something in it has not ended yet
                print(f"{folder} is left behind: {error}")
