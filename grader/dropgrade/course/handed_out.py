"""The files of a course that may be handed out, by their paths in it, and reading packs of them."""

from __future__ import annotations

import os
import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from dropgrade.course.course_file import PLACE
from dropgrade.course.glossary import FILE as GLOSSARY
from dropgrade.errors import CourseError, TargetError

MOST_FILES, MOST_BYTES = 10_000, 200_000_000
"""The limits of a pack, so that no archive fills the disk."""
CHUNK = 1 << 20
QUIZ = re.compile(r"q\d\d_[a-z][a-z0-9_]*\.md")
NO_PACK = "Name what you were given: the zip, or the folder that it becomes when it is unpacked."
Files = dict[str, Path]
"""Files on this machine by their paths in a course."""


def plain_files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder in order, without hidden files and bytecode.

    Raises `CourseError` for a link, which could lead out of the course, and for anything that is not a file.
    """
    for each in sorted(_no_link(folder).iterdir()) if folder.is_dir() else ():
        if each.name.startswith(".") or each.name == "__pycache__":
            continue
        if each.is_dir() and not each.is_symlink():
            yield from plain_files(each)
        else:
            yield _plain(each)


def _no_link(place: Path) -> Path:
    if place.is_symlink():
        raise CourseError(f"{place} is a link, and only files are handed out.", "Put the files themselves there.")
    return place


def _plain(file: Path) -> Path:
    if not stat.S_ISREG(_no_link(file).lstat().st_mode):
        raise CourseError(f"{file} is not a file, and only files are handed out.", "Take it out of the course.")
    return file


def statement_files(root: Path, problems: Iterable[str]) -> Files:
    """Return the files that students get: course name, glossary, and the exercises of these problems."""
    _no_link(root / "exercises")
    shared = (root / PLACE, root / "exercises" / GLOSSARY)
    places = [_plain(file) for file in shared if file.is_file()]
    places += [file for name in problems for file in plain_files(root / "exercises" / name)]
    return named_in(root, places)


def quiz_files(root: Path) -> Files:
    """Return the quizzes of a course."""
    return named_in(root, [file for file in plain_files(root / "quizzes") if QUIZ.fullmatch(file.name)])


def suite_files(root: Path, problems: Iterable[str]) -> Files:
    """Return the files that grade these problems and the shared messages, without the other right solutions."""
    solutions = _no_link(root / "solutions")
    shared = [solutions / "mistakes.md"] if (solutions / "mistakes.md").is_file() else []
    own = [file for name in problems for file in plain_files(solutions / name)]
    found = named_in(root, [*map(_plain, shared), *own])
    return {name: file for name, file in found.items() if PurePosixPath(name).parts[2:3] != ("right",)}


def named_in(root: Path, files: Iterable[Path]) -> Files:
    """Map paths in the course to files."""
    return {file.relative_to(root).as_posix(): file for file in files}


@contextmanager
def opened_pack(pack: Path, within: Path | None = None) -> Iterator[Path]:
    """Open a pack as a folder that contains `exercises/`; a zip is unpacked temporarily, in the folder `within`.

    Raises `TargetError` if it is not a pack, is damaged, or contains something that does not belong in a pack.
    """
    if not os.path.lexists(pack):
        raise TargetError(f"There is no pack {pack}.", NO_PACK)
    if pack.is_dir():
        yield _course_in(pack, pack)
        return
    with tempfile.TemporaryDirectory(prefix="dropgrade-", dir=within) as folder:
        try:
            with zipfile.ZipFile(pack) as archive:
                _unpack(archive, Path(folder))
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, FileExistsError) as error:
            raise TargetError(f"{pack} is not a readable zip: {error}.", NO_PACK) from None
        yield _course_in(pack, Path(folder))


def _course_in(pack: Path, folder: Path) -> Path:
    """Return the folder with the course: the pack itself or its single folder."""
    inner: list[Path] = [each for each in sorted(folder.iterdir()) if each.is_dir() and each.name[0] not in "._"]
    for place in [folder, *(inner if len(inner) == 1 else [])]:
        if (place / "exercises").is_dir():
            return place
    raise TargetError(f"{pack} is not a course: it has no `exercises/`.", NO_PACK)


def _unpack(archive: zipfile.ZipFile, folder: Path) -> None:
    """Extract an archive into a folder, up to the limits of a pack."""
    members, left = archive.infolist(), MOST_BYTES
    if len(members) > MOST_FILES:
        raise ValueError(f"it holds more than {MOST_FILES} files")
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in member.filename:
            raise ValueError("a path in it leads out of it")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise ValueError("it holds a link")
        if not member.is_dir() and path.parts and path.parts[0] != "__MACOSX":
            place = folder.joinpath(*path.parts)
            place.parent.mkdir(parents=True, exist_ok=True)
            left -= _write(archive, member, place, left)


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: Path, left: int) -> int:
    """Extract one file and count the bytes written, since the archive's own sizes cannot be trusted."""
    written = 0
    with archive.open(member) as source, place.open("xb") as target:
        while chunk := source.read(CHUNK):
            written += target.write(chunk)
            if written > left:
                raise ValueError(f"it holds more than {MOST_BYTES // 10**6} MB")
    return written
