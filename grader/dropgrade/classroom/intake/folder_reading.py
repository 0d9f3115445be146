"""List the files in a folder without following links; files that must not be opened have the reason."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from dropgrade.classroom.intake.arrivals import Entry, Listing
from dropgrade.errors import TargetError
from dropgrade.submission.folders import is_junk

MOST = 1_000_000
"""The most files in a source: far more than any class hands in."""


def folder_listing(folder: Path) -> Listing:
    """The files of a source that is a folder; raises `TargetError` where there are too many."""
    entries: list[Entry] = []
    repositories: set[PurePosixPath] = set()
    waiting = [(folder, PurePosixPath())]
    while waiting:
        place, path = waiting.pop()
        for each in _sorted_entries(place):
            if each.name == ".git":
                repositories.add(path)
            if is_junk(each.name):
                continue
            inner = path / _readable(each.name)
            if each.is_dir(follow_symlinks=False):
                waiting.append((Path(each.path), inner))
            else:
                entries.append(_entry(Path(each.path), inner))
            if len(entries) > MOST:
                raise TargetError(f"There are more than {MOST:,} files in {folder}.", "Name the folder of the class.")
    entries.sort(key=lambda entry: entry.path)
    return Listing(folder, entries, folder, frozenset(repositories))


def _sorted_entries(place: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(place) as entries:
            yield from sorted(entries, key=lambda each: each.name)
    except OSError:
        return


def _entry(file: Path, path: PurePosixPath) -> Entry:
    def opened() -> BinaryIO:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        return os.fdopen(descriptor, "rb")

    try:
        about = file.lstat()
    except OSError as error:
        return Entry(path, 0, opened, fault=f"it cannot be read: {error.strerror}.")
    fault = ""
    if stat.S_ISLNK(about.st_mode):
        fault = "it is a link, and links are not followed."
    elif not stat.S_ISREG(about.st_mode):
        fault = "it is not a file."
    return Entry(path, about.st_size, opened, about.st_size, about.st_mtime, fault)


def _readable(name: str) -> str:
    """A name as text, even if its bytes on the disk are not UTF-8."""
    return os.fsencode(name).decode("utf-8", "replace")
