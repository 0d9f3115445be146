"""A student's folder: the stubs that were brought into it, and what the student made of them.

What was brought in is on record by its hash in `.dropgrade/workspace.json`, so that a newer version may replace a
stub that is unchanged, and never one that a student has edited.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, count
from pathlib import Path, PurePosixPath

from dropgrade.course.course import KEPT, MARK, START, Course
from dropgrade.course.course_file import read_identity
from dropgrade.course.handed_out import quiz_files, statement_files, suite_files
from dropgrade.course.problem import read_description, stub_of
from dropgrade.errors import TargetError
from dropgrade.files import clear_drafts, write_whole

RECORD = "workspace.json"
DESCRIPTION = "problem.toml"
"""The file that a workspace does not get: its hints are shown one at a time, by `dropgrade hint`."""
GUIDE = "README.md"


@dataclass(slots=True)
class Arrival:
    """What `bring_in` did, by paths within the workspace.

    `changed` are kept as the student changed them; the course's newer version lies at the second path.
    """

    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    changed: list[tuple[str, str]] = field(default_factory=list)


def bring_in(source: Course, folder: Path, guide: str, *, updates: bool, keeps: bool = False) -> Arrival:
    """Write the stubs of a course that a folder lacks; with `updates`, also newer versions of unedited ones.

    Every file is written whole, and nothing that a student wrote is ever overwritten, so this may be interrupted
    and repeated at any moment. A workspace that `keeps` its course needs none that is installed to say what it asks
    for. Raises `TargetError` where the folder is no place for a workspace, or belongs to another course.
    """
    _refuse(source, folder)
    (folder / MARK).mkdir(parents=True, exist_ok=True)
    _clear_drafts(folder)
    if keeps:
        keep_course(source, folder / KEPT, guide)
    brought, arrival = _brought(folder), Arrival()
    try:
        for name, content in _contents(source, guide):
            _bring(folder, name, content, brought, arrival, updates=updates)
    finally:
        write_whole(folder / MARK / RECORD, json.dumps({"version": 1, "files": brought}, indent=1).encode())
    return arrival


def _clear_drafts(folder: Path) -> None:
    """Remove the drafts of an earlier command that was killed."""
    for place in (folder, folder / MARK, *(folder / "exercises").glob("*")):
        clear_drafts(place)


def reset(course: Course, problem: str, when: datetime) -> Path | None:
    """Restore the stub and all of its modules; returns the new path of the student's version, or None without one.

    Raises `TargetError` in a course whose only stub is this file.
    """
    if not course.is_workspace:
        raise TargetError(f"{course.root} is the course itself, not a workspace.", START)
    main = stub_of(course, problem)
    described = read_description(course, problem)
    stubs = [main, *(main.with_name(f"{module}.py") for module in described.modules)]
    kept = [_reset(course, problem, stub, when) for stub in stubs]
    return next(filter(None, kept), None)


def _reset(course: Course, problem: str, original: Path, when: datetime) -> Path | None:
    file = course.exercises / problem / original.name
    if original == file:
        raise TargetError(
            f"{course.root} holds no other copy of this stub.",
            "Make a workspace of what you were given, which keeps one: dropgrade init DIR --from PACK",
        )
    stub = original.read_bytes()
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, stub)
        return None
    theirs = _read(file)
    if theirs == stub:
        return None
    kept = free_name(file.with_name(f"{file.stem}.{when:%Y-%m-%d-%H%M%S}{file.suffix}"))
    write_whole(kept, theirs)
    write_whole(file, stub)
    return kept


def free_name(file: Path, content: bytes | None = None) -> Path:
    """Return the path, or a similar one, that is free or holds this content already."""
    names = chain([file], (file.with_name(f"{file.stem}-{number}{file.suffix}") for number in count(2)))
    return next(name for name in names if not name.exists() or (content is not None and _holds(name, content)))


def _holds(file: Path, content: bytes) -> bool:
    return file.is_file() and file.read_bytes() == content


def _refuse(source: Course, folder: Path) -> None:
    place = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise TargetError(f"{folder} is a file.", START)
    if place == source.statements.resolve() or (folder / "solutions").is_dir():
        raise TargetError(f"{folder} is a course with its solutions.", START)
    own, new = read_identity(folder), read_identity(source.statements)
    if own.name and own.name != new.name:
        message = f"{folder} is a workspace of the course {own.name}, not of {new.name or 'one without a name'}."
        raise TargetError(message, "Name another folder, or the pack that it came from: dropgrade init DIR --from PACK")


def keep_course(source: Course, place: Path, guide: str) -> None:
    """Copy a course's statements, and its suites if it has any, in place of an older copy."""
    root = source.statements
    files = statement_files(root, source.names()) | quiz_files(root)
    if source.has_suites:
        files |= suite_files(source.authority, source.names())
    for leftover in place.parent.glob(f"{place.name}.*"):
        shutil.rmtree(leftover, ignore_errors=True)
    draft, old = (place.with_name(f"{place.name}.{word}") for word in ("draft", "old"))
    for name, file in files.items():
        (draft / name).parent.mkdir(parents=True, exist_ok=True)
        (draft / name).write_bytes(file.read_bytes())
    (draft / GUIDE).write_text(guide, "utf-8")
    if place.exists():
        place.replace(old)
    draft.replace(place)
    shutil.rmtree(old, ignore_errors=True)


def _contents(source: Course, guide: str) -> Iterator[tuple[str, bytes]]:
    """The files of a workspace, by their paths in it."""
    yield GUIDE, guide.encode()
    for name, file in statement_files(source.statements, source.names()).items():
        if file.name != DESCRIPTION:
            yield name, file.read_bytes()


def _bring(
    folder: Path, name: str, content: bytes, brought: dict[str, str], arrival: Arrival, *, updates: bool
) -> None:
    place, ours = folder / PurePosixPath(name), _hash(content)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(place, content)
        arrival.new.append(name)
        brought[name] = ours
        return
    theirs = _hash(_read(place))
    if theirs == ours:
        brought[name] = ours
    elif brought.get(name) == ours:
        return  # theirs alone has changed
    elif not updates:
        arrival.waiting.append(name)
    elif theirs == brought.get(name):
        write_whole(place, content)
        arrival.updated.append(name)
        brought[name] = ours
    else:
        beside = free_name(place.with_name(f"{place.stem}.new{place.suffix}"), content)
        write_whole(beside, content)
        arrival.changed.append((name, beside.relative_to(folder).as_posix()))
        brought[name] = ours


def _read(file: Path) -> bytes:
    if not file.is_file():  # a pipe, for example, which would keep us waiting
        raise TargetError(f"{file} is not a file.", "Move it away and run the command again.")
    return file.read_bytes()


def _brought(folder: Path) -> dict[str, str]:
    """The recorded hashes of what was brought in; without a record, every file counts as the student's own."""
    try:
        data = json.loads((folder / MARK / RECORD).read_text("utf-8"))
        files = data["files"]
        return {str(name): str(digest) for name, digest in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
