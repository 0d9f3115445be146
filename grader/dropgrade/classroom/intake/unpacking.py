"""The files of one submission, including those in its zips, within the limits for a submission."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from dropgrade.classroom.grades import LeftOut
from dropgrade.classroom.intake.arrivals import Arrival, Entry
from dropgrade.classroom.intake.zip_reading import MOST_ENTRIES, ODD, BadArchive, entries_of, opened_zip

LARGEST = 200_000_000
DEEPEST = 3
"""How deeply zips may be nested."""
ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst")
File = tuple[PurePosixPath, Entry]


class TooMuch(Exception):
    """A submission exceeds a limit; the message says which."""


@dataclass(slots=True)
class Unpacked:
    """The files of a submission that can be opened, and those that cannot."""

    files: list[File] = field(default_factory=list)
    left: list[LeftOut] = field(default_factory=list)
    entries: int = 0
    size: int = 0

    def take(self, file: File) -> None:
        """Count a file; raises `TooMuch`."""
        self.entries += 1
        self.size += file[1].size
        if self.entries > MOST_ENTRIES:
            raise TooMuch(f"it holds more than {MOST_ENTRIES:,} files.")
        if self.size > LARGEST:
            raise TooMuch(f"it holds more than {LARGEST // 10**6} MB.")


@contextmanager
def unpacked(arrival: Arrival) -> Iterator[Unpacked]:
    """The files of a submission; a zip in it is open within the block. Raises `TooMuch`."""
    found = Unpacked()
    with ExitStack() as closing:
        for file in arrival.files:
            _take(file, found, closing, 0)
        yield found


def _take(file: File, found: Unpacked, closing: ExitStack, depth: int) -> None:
    inner, entry = file
    found.take(file)
    suffix = inner.suffix.lower()
    if entry.fault or suffix in ARCHIVES:
        found.left.append(
            LeftOut(str(entry.path), entry.fault or "archives of this kind are not opened: ask for a zip.")
        )
    elif suffix == ".zip":
        _open(file, found, closing, depth + 1)
    else:
        found.files.append(file)


def _open(file: File, found: Unpacked, closing: ExitStack, depth: int) -> None:
    """Take the files in a zip."""
    inner, entry = file
    if depth > DEEPEST:
        found.left.append(LeftOut(str(entry.path), f"it is a zip more than {DEEPEST} levels deep."))
        return
    try:
        archive = opened_zip(_copy(entry, closing), is_handed_in=True)
    except BadArchive as error:
        found.left.append(LeftOut(str(entry.path), str(error)))
        return
    except ODD:
        found.left.append(LeftOut(str(entry.path), "it cannot be read; it may be broken."))
        return
    closing.enter_context(archive)
    for each in entries_of(archive, entry.path):
        path = each.path.relative_to(entry.path)
        _take((inner.with_suffix("") / path if depth > 1 else inner.parent / path, each), found, closing, depth)


def _copy(entry: Entry, closing: ExitStack) -> BinaryIO:
    """Copy a zip into an unnamed file, which only this process can read, or into memory if it is small."""
    copy = cast("BinaryIO", closing.enter_context(tempfile.SpooledTemporaryFile(max_size=4_000_000)))  # noqa: SIM115
    with entry.open() as stream:
        shutil.copyfileobj(stream, copy)
    copy.seek(0)
    return copy


def content(entry: Entry, limit: int) -> bytes:
    """The bytes of a file, up to a limit; raises `BadArchive` if it cannot be read."""
    try:
        with entry.open() as stream:
            return stream.read(limit)
    except ODD:
        raise BadArchive("it cannot be read; the archive may be broken.") from None
