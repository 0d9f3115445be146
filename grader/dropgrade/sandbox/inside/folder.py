"""A folder in memory, for what a program reads and writes: names, contents and quotas, and nothing of the host.

It is a service to the program, not a border: what the program does beside it meets the sandbox as ever.
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
"""Where the program believes to be."""
DATA = "data"
MOST_BYTES = 16 * 2**20
MOST_FILES = 500
LONGEST_NAME = 200


def failing(number: int, name: str) -> OSError:
    """The exception of the system for this error."""
    return OSError(number, os.strerror(number), name)


@dataclass(slots=True)
class Folder:
    """Files and folders by their paths from here: `data/…` as they were given, the rest as the program writes them."""

    given: Mapping[str, bytes] = field(default_factory=dict)
    files: dict[str, bytearray] = field(default_factory=dict)
    folders: set[str] = field(default_factory=lambda: {""})

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Begin anew, with the given files alone."""
        self.files, self.folders = {}, {""}
        self.put(self.given)

    def put(self, files: Mapping[str, bytes]) -> None:
        """Put files there, with the folders that they lie in."""
        self.files |= {name: bytearray(content) for name, content in files.items()}
        self.folders |= {above for name in files for above in _above(name)}

    def written(self) -> dict[str, bytes]:
        """What the program has written, or was given to change."""
        return {name: bytes(content) for name, content in self.files.items() if not _is_given(name)}

    def require(self, name: str) -> bytearray:
        """The content of a file."""
        if name in self.folders:
            raise failing(errno.EISDIR, name)
        if name not in self.files:
            raise failing(errno.ENOENT, name)
        return self.files[name]

    def opened(self, name: str, mode: str) -> Handle:
        """A file as it is opened in one of Python's modes, without what is said of texts."""
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
        """Raise what keeps a new file or folder from being made."""
        if posixpath.dirname(name) not in self.folders:
            raise failing(errno.ENOENT, name)
        if len(name) > LONGEST_NAME:
            raise failing(errno.ENAMETOOLONG, name)
        if _is_given(name):
            raise failing(errno.EACCES, name)
        if len(self.files) + len(self.folders) - len(self.given) >= MOST_FILES:
            raise failing(errno.ENOSPC, name)

    def grow(self, name: str, by: int) -> None:
        """Raise the system's error where so many bytes more are too many."""
        if by > 0 and by + sum(len(content) for n, content in self.files.items() if not _is_given(n)) > MOST_BYTES:
            raise failing(errno.ENOSPC, name)

    def listed(self, name: str) -> list[str]:
        """The names in a folder."""
        if name in self.files:
            raise failing(errno.ENOTDIR, name)
        if name not in self.folders:
            raise failing(errno.ENOENT, name)
        return [posixpath.basename(n) for n in (*self.files, *self.folders) if n and posixpath.dirname(n) == name]

    def status(self, name: str) -> os.stat_result:
        """What the system says of a file or a folder."""
        if name in self.folders:
            kind, size = stat.S_IFDIR | (0o555 if _is_given(name) else 0o755), 0
        else:
            kind, size = stat.S_IFREG | (0o444 if _is_given(name) else 0o644), len(self.require(name))
        return os.stat_result((kind, 0, 0, 1, 0, 0, size, 0, 0, 0))

    def make_folder(self, name: str) -> None:
        """Make a folder."""
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
        """Give a file another name, in place of one that has it already."""
        content = self.require(old)
        if new in self.folders:
            raise failing(errno.EISDIR, new)
        if new not in self.files:
            self.room_for(new)
        self.remove(old)
        self.opened(new, "w")
        self.files[new] = content


class Handle(io.RawIOBase):
    """A file of the folder that is open: several may be open on one content."""

    def __init__(self, folder: Folder, name: str, content: bytearray, mode: str) -> None:
        self._folder, self._content, self.name = folder, content, name
        self._reads, self._writes = "r" in mode or "+" in mode, bool(set(mode) & set("wax+"))
        self._appends, self._at = "a" in mode, 0
        self.mode = mode

    def readable(self) -> bool:
        """Whether it was opened to be read."""
        return self._reads

    def writable(self) -> bool:
        """Whether it was opened to be written."""
        return self._writes

    def seekable(self) -> bool:
        """Every file here has places."""
        return True

    def readinto(self, room: WriteableBuffer) -> int:
        """Read what there is room for."""
        view = memoryview(room).cast("B")
        part = bytes(self._content[self._at : self._at + len(view)])
        view[: len(part)] = part
        self._at += len(part)
        return len(part)

    def write(self, data: ReadableBuffer) -> int:
        """Write all of it, where there is room for it."""
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
        """Go to a place."""
        self._at = max(0, (0, self._at, len(self._content))[whence] + offset)
        return self._at

    def tell(self) -> int:
        """Say the place."""
        return self._at

    def truncate(self, size: int | None = None) -> int:
        """Cut the file, or fill it up with zeros."""
        size = self._at if size is None else size
        self._folder.grow(self.name, size - len(self._content))
        del self._content[size:]
        self._content.extend(bytes(size - len(self._content)))
        return size


def _is_given(name: str) -> bool:
    return name == DATA or name.startswith(f"{DATA}/")


def _above(name: str) -> list[str]:
    """The folders that a name lies in."""
    parts = name.split("/")[:-1]
    return ["/".join(parts[: n + 1]) for n in range(len(parts))]
