"""The files of a source and whose submission each belongs to, before anything is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from dropgrade.classroom.grades import LeftOut

HERE = PurePosixPath()
LISTS = (".csv", ".txt", ".pdf", ".md")
"""The endings of files that may be beside the folder of a class."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a source: its path in there, its size in bytes, and how to open it.

    `packed` is its compressed size in a zip; `fault` says why it must not be opened, if so.
    """

    path: PurePosixPath
    size: int
    open: Callable[[], BinaryIO]
    packed: int = 0
    changed: float | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a source, seen from a folder in it; junk is left out.

    `folder` is the source itself where that is a folder; `repositories` are the folders in it with a `.git`.
    """

    source: Path
    entries: Sequence[Entry]
    folder: Path | None = None
    repositories: frozenset[PurePosixPath] = frozenset()
    root: PurePosixPath = HERE

    def place(self, entry: Entry) -> PurePosixPath:
        """The path of an entry, seen from the root."""
        return entry.path.relative_to(self.root)

    @property
    def tops(self) -> dict[str, bool]:
        """The names directly in the root, and whether each is a folder."""
        found: dict[str, bool] = {}
        for entry in self.entries:
            parts = self.place(entry).parts
            found[parts[0]] = found.get(parts[0], False) or len(parts) > 1
        return found

    def inside(self, name: str) -> Listing:
        """The files of a folder in the root, seen from there."""
        own = [entry for entry in self.entries if self.place(entry).parts[0] == name]
        return replace(self, entries=own, root=self.root / name)

    @property
    def only_folder(self) -> str:
        """The only folder in the root, beside which there may only be lists; empty if there is none."""
        folders = [name for name, is_folder in self.tops.items() if is_folder]
        others = (name for name in self.tops if name not in folders)
        is_alone = len(folders) == 1 and all(name.lower().endswith(LISTS) for name in others)
        return folders[0] if is_alone else ""


@dataclass(frozen=True, slots=True)
class Part:
    """The information in a file's path: whose it is (`key` and the ids in `person`), and its path in the submission.

    A file without a key is the system's own.
    """

    key: str
    person: Mapping[str, str]
    inner: PurePosixPath
    name: str = ""
    marked_late: bool = False


Reader = Callable[[PurePosixPath], Part | None]
"""Parses a path relative to the listing's root; returns None if it does not have the shape."""


@dataclass(slots=True)
class Arrival:
    """One submission: the ids of those who handed it in, and its files by their paths in it.

    An id goes by the name of its system, such as `moodle`; `any` stands for a name that may hold an id of any kind.
    """

    place: str
    people: tuple[Mapping[str, str], ...]
    name: str = ""
    files: list[tuple[PurePosixPath, Entry]] = field(default_factory=list)
    submitted_at: datetime | None = None
    marked_late: bool = False
    is_first_commit: bool = False
    """Whether it is a repository of one commit, so that its stubs are as they were handed out."""
    is_as_handed_out: bool = False
    """Whether it is a repository as the platform made it, without work of the student."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape in which a system exports the submissions of a class."""

    title: Callable[[Listing], str]
    fits: Callable[[Listing], bool]
    reader: Callable[[Listing], Reader]
    finish: Callable[[Listing, list[Arrival]], list[Arrival]] = lambda _, arrivals: arrivals


def mostly(reader: Reader, paths: Iterable[PurePosixPath]) -> bool:
    """Whether most paths have a shape."""
    read = [reader(path) is not None for path in paths]
    return sum(read) * 2 > len(read)


def arrivals_of(shape: Shape, listing: Listing) -> tuple[list[Arrival], list[LeftOut]]:
    """The submissions in a listing, and the files that belong to none."""
    read, found, stray = shape.reader(listing), dict[str, Arrival](), list[LeftOut]()
    for entry in listing.entries:
        part = read(listing.place(entry))
        if part is None:
            stray.append(LeftOut(str(entry.path), entry.fault or "its name does not say which student it belongs to."))
            continue
        if not part.key:
            continue
        arrival = found.setdefault(part.key, Arrival(part.key, (part.person,), part.name))
        arrival.files.append((part.inner, entry))
        arrival.marked_late = arrival.marked_late or part.marked_late
    return shape.finish(listing, list(found.values())), stray
