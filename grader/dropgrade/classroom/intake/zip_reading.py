"""List the files in a zip without unpacking anything; files that must not be opened have the reason."""

from __future__ import annotations

import lzma
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO, cast

from dropgrade.classroom.intake.arrivals import HERE, Entry
from dropgrade.submission.folders import is_junk

END = b"PK\5\6"
UTF8 = 0x800
ENCRYPTED = 0x1
MOST_ENTRIES = 10_000
LARGEST_DIRECTORY = 4_000_000
"""The largest directory of a zip, in bytes: 10,000 names of 400 bytes."""
LONGEST_PATH, LONGEST_NAME = 4096, 255
"""In characters, as in file systems."""
LARGEST_RATIO = 100
LEAST = 1_000_000
"""The size in bytes up to which any compression ratio is accepted."""
ODD = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
    RuntimeError,
)  # fmt: skip
"""The exceptions that `zipfile` raises for archives that are broken or of an unsupported kind."""


class BadArchive(Exception):
    """A zip cannot be read; the message says why."""


def opened_zip(stream: BinaryIO, *, is_handed_in: bool) -> zipfile.ZipFile:
    """Open the zip in a stream; raises `BadArchive`, for a student's zip even before its directory is read."""
    if is_handed_in:
        _refuse_large_directory(stream)
    try:
        return zipfile.ZipFile(stream)
    except ODD:
        raise BadArchive("it is not a readable zip; it may be broken.") from None


def _refuse_large_directory(stream: BinaryIO) -> None:
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 70_000))
    tail = stream.read()
    at = tail.rfind(END)
    if at >= 0 and len(tail) >= at + 22:
        count, directory = struct.unpack_from("<HI", tail, at + 10)
        if count > MOST_ENTRIES or directory > LARGEST_DIRECTORY:
            raise BadArchive(f"it holds more than {MOST_ENTRIES:,} files.")
    stream.seek(0)


def entries_of(archive: zipfile.ZipFile, within: PurePosixPath = HERE) -> Iterator[Entry]:
    """The files of a zip, without junk, below the path of the zip itself; of equal names, the later counts."""
    found: dict[PurePosixPath, Entry] = {}
    for info in archive.infolist():
        name = _name(info)
        path = PurePosixPath(*(part[:LONGEST_NAME] for part in name.split("/") if part not in ("", ".")))
        if not path.parts or info.is_dir() or any(is_junk(part) for part in path.parts if part != ".."):
            continue
        found[within / path] = _entry(archive, info, within / path, _fault(info, name))
    yield from found.values()


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: PurePosixPath, fault: str) -> Entry:
    def opened() -> BinaryIO:
        return cast("BinaryIO", archive.open(info))

    changed = None
    with suppress(ValueError, OverflowError):
        changed = time.mktime((*info.date_time, 0, 0, -1))
    return Entry(path, info.file_size, opened, info.compress_size, changed, fault)


def _name(info: zipfile.ZipInfo) -> str:
    """The decoded name: many programs write UTF-8 without setting the flag for it."""
    name = info.orig_filename
    if not info.flag_bits & UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.partition("\0")[0].replace("\\", "/")


def _fault(info: zipfile.ZipInfo, name: str) -> str:
    """Why a file is not opened; empty if nothing is wrong with it."""
    if len(name) > LONGEST_PATH or any(len(part) > LONGEST_NAME for part in name.split("/")):
        return "its name is too long."
    if name.startswith("/") or ".." in name.split("/") or PureWindowsPath(name).drive:
        return "its path leads out of the folder."
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link, and links are not followed."
    if info.flag_bits & ENCRYPTED:
        return "it is encrypted."
    if info.file_size > LEAST and info.file_size > LARGEST_RATIO * max(info.compress_size, 1):
        return f"it would unpack to more than {LARGEST_RATIO} times its size."
    return ""
