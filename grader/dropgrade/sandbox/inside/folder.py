"""A folder in memory for the files that a program reads and writes; it never touches the host's files.

It is a convenience for the program, not a security boundary: anything that bypasses it is still confined by the
sandbox.
"""

from __future__ import annotations

import errno
import io
import os
import posixpath
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

HERE = "/problem"
"""The current folder that the program sees."""
DATA = "data"
MOST_BYTES = 16 * 2**20
MOST_FILES = 500
LONGEST_NAME = 200


def failing(number: int, name: str) -> OSError:
    """Return the OSError with this error number."""
    return OSError(number, os.strerror(number), name)


@dataclass(slots=True)
class Folder:
    """Files and folders by relative path; `data/…` is read-only, and the program writes the rest."""

    given: Mapping[str, bytes] = field(default_factory=dict)
    files: dict[str, bytearray] = field(default_factory=dict)
    folders: set[str] = field(default_factory=lambda: {""})

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Reset the folder to the given files."""
        self.files, self.folders = {}, {""}
        self.put(self.given)

    def put(self, files: Mapping[str, bytes]) -> None:
        """Add files and the folders that contain them."""
        self.files |= {name: bytearray(content) for name, content in files.items()}
        self.folders |= {above for name in files for above in _above(name)}

    def written(self) -> dict[str, bytes]:
        """Return the files that the program has written or was given to change."""
        return {name: bytes(content) for name, content in self.files.items() if not _is_given(name)}

    def require(self, name: str) -> bytearray:
        """Return the content of a file; raises `OSError` if it does not exist."""
        if name in self.folders:
            raise failing(errno.EISDIR, name)
        if name not in self.files:
            raise failing(errno.ENOENT, name)
        return self.files[name]

    def opened(self, name: str, mode: str) -> Handle:
        """Open a file in one of the binary modes of `open`; raises `OSError` like the system."""
        if name in self.folders:
            raise failing(errno.EISDIR, name)
        changes = set(mode) & set("wax+")
        if changes and _is_given(name):
            raise failing(errno.EACCES, name)
        if "x" in mode and name in self.files:
            raise failing(errno.EEXIST, name)
        if set(mode) & set("wax") and name not in self.files:
            self.room_for(name)
            self.files[name] = bytearray()
        content = self.require(name)
        if "w" in mode:
            content.clear()
        return Handle(self, name, content, mode)

    def room_for(self, name: str) -> None:
        """Raise `OSError` if a new file or folder cannot be created under this name."""
        if posixpath.dirname(name) not in self.folders:
            raise failing(errno.ENOENT, name)
        if len(name) > LONGEST_NAME:
            raise failing(errno.ENAMETOOLONG, name)
        if _is_given(name):
            raise failing(errno.EACCES, name)
        if len(self.files) + len(self.folders) - len(self.given) >= MOST_FILES:
            raise failing(errno.ENOSPC, name)

    def grow(self, name: str, by: int) -> None:
        """Raise `OSError` if the folder cannot hold this many more bytes."""
        if by > 0 and by + sum(len(content) for n, content in self.files.items() if not _is_given(n)) > MOST_BYTES:
            raise failing(errno.ENOSPC, name)

    def listed(self, name: str) -> list[str]:
        """Return the names in a folder."""
        if name in self.files:
            raise failing(errno.ENOTDIR, name)
        if name not in self.folders:
            raise failing(errno.ENOENT, name)
        return [posixpath.basename(n) for n in (*self.files, *self.folders) if n and posixpath.dirname(n) == name]

    def status(self, name: str) -> os.stat_result:
        """Return the status of a file or a folder, as `os.stat` does."""
        if name in self.folders:
            kind, size = stat.S_IFDIR | (0o555 if _is_given(name) else 0o755), 0
        else:
            kind, size = stat.S_IFREG | (0o444 if _is_given(name) else 0o644), len(self.require(name))
        return os.stat_result((kind, 0, 0, 1, 0, 0, size, 0, 0, 0))

    def make_folder(self, name: str) -> None:
        """Create a folder."""
        if name in self.folders or name in self.files:
            raise failing(errno.EEXIST, name)
        self.room_for(name)
        self.folders.add(name)

    def remove(self, name: str) -> None:
        """Remove a file."""
        self.require(name)
        if _is_given(name):
            raise failing(errno.EACCES, name)
        del self.files[name]

    def remove_folder(self, name: str) -> None:
        """Remove an empty folder."""
        if self.listed(name):
            raise failing(errno.ENOTEMPTY, name)
        if _is_given(name) or not name:
            raise failing(errno.EACCES, name)
        self.folders.discard(name)

    def rename(self, old: str, new: str) -> None:
        """Rename a file, replacing one that has the new name."""
        content = self.require(old)
        if new in self.folders:
            raise failing(errno.EISDIR, new)
        if new not in self.files:
            self.room_for(new)
        self.remove(old)
        self.opened(new, "w")
        self.files[new] = content


class Handle(io.RawIOBase):
    """An open file of the folder; several handles may share the same content."""

    def __init__(self, folder: Folder, name: str, content: bytearray, mode: str) -> None:
        self._folder, self._content, self.name = folder, content, name
        self._reads, self._writes = "r" in mode or "+" in mode, bool(set(mode) & set("wax+"))
        self._appends, self._at = "a" in mode, 0
        self.mode = mode

    def readable(self) -> bool:
        """Whether it was opened for reading."""
        return self._reads

    def writable(self) -> bool:
        """Whether it was opened for writing."""
        return self._writes

    def seekable(self) -> bool:
        """Return True: every file in the folder is seekable."""
        return True

    def readinto(self, room: WriteableBuffer) -> int:
        """Fill the buffer from the current position; return the number of bytes read."""
        view = memoryview(room).cast("B")
        part = bytes(self._content[self._at : self._at + len(view)])
        view[: len(part)] = part
        self._at += len(part)
        return len(part)

    def write(self, data: ReadableBuffer) -> int:
        """Write all bytes, or raise `OSError` if there is not enough room."""
        if not self._writes:
            raise io.UnsupportedOperation("not writable")
        part = bytes(memoryview(data).cast("B"))
        self._at = len(self._content) if self._appends else self._at
        end = self._at + len(part)
        self._folder.grow(self.name, end - len(self._content))
        self._content.extend(bytes(max(0, self._at - len(self._content))))
        self._content[self._at : end] = part
        self._at = end
        return len(part)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to a position and return it."""
        self._at = max(0, (0, self._at, len(self._content))[whence] + offset)
        return self._at

    def tell(self) -> int:
        """Return the position."""
        return self._at

    def truncate(self, size: int | None = None) -> int:
        """Cut the file to a size, or pad it with zeros."""
        size = self._at if size is None else size
        self._folder.grow(self.name, size - len(self._content))
        del self._content[size:]
        self._content.extend(bytes(size - len(self._content)))
        return size


def _is_given(name: str) -> bool:
    return name == DATA or name.startswith(f"{DATA}/")


def _above(name: str) -> list[str]:
    """Return the folders that contain a path."""
    parts = name.split("/")[:-1]
    return ["/".join(parts[: n + 1]) for n in range(len(parts))]
