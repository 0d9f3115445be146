"""A student's folder: the stubs that were brought into it, and what the student made of them.

What was brought in is on record by its hash in `.dropgrade/workspace.json`, so that a newer version may replace a
stub that nobody touched, and never one that somebody did.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, count
from pathlib import Path, PurePosixPath

from dropgrade.course.course import MARK, START, Course
from dropgrade.course.problem import stub_of
from dropgrade.errors import TargetError
from dropgrade.files import write_whole

RECORD = "workspace.json"
DESCRIPTION = "problem.toml"
"""What a workspace goes without: the hints in it come in measured doses."""
GUIDE = "README.md"


@dataclass(slots=True)
class Arrival:
    """What bringing in a course did, by paths within the workspace.

    `changed` are kept as the student changed them; the course's newer version lies at the second path.
    """

    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    changed: list[tuple[str, str]] = field(default_factory=list)


def bring_in(source: Course, folder: Path, guide: str, *, updates: bool) -> Arrival:
    """Write what a folder lacks of a course's stubs; where `updates`, also what is newer and untouched.

    Every file is written whole, and nothing that a student wrote is ever written over, so this may be interrupted
    and repeated at any moment. Raises `TargetError` where the folder is no place for a workspace.
    """
    _refuse(source, folder)
    (folder / MARK).mkdir(parents=True, exist_ok=True)
    brought, arrival = _brought(folder), Arrival()
    try:
        for name, content in _contents(source, guide):
            _bring(folder, name, content, brought, arrival, updates=updates)
    finally:
        write_whole(folder / MARK / RECORD, json.dumps({"version": 1, "files": brought}, indent=1).encode())
    return arrival


def reset(course: Course, problem: str, when: datetime) -> Path | None:
    """Put the stub back; the path that the student's version now has, or None where there was none to keep.

    Raises `TargetError` in a course that has no other stub than this one.
    """
    if not course.is_workspace:
        raise TargetError(f"{course.root} is the course itself, and no workspace.", START)
    original = stub_of(course, problem)
    stub, file = original.read_bytes(), course.exercises / problem / original.name
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
    """The path itself, or one like it, that nothing has yet or that holds this content already."""
    names = chain([file], (file.with_name(f"{file.stem}-{number}{file.suffix}") for number in count(2)))
    return next(name for name in names if not name.exists() or (content is not None and _holds(name, content)))


def _holds(file: Path, content: bytes) -> bool:
    return file.is_file() and file.read_bytes() == content


def _refuse(source: Course, folder: Path) -> None:
    place = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise TargetError(f"{folder} is a file.", START)
    if place == source.authority.resolve() or (folder / "solutions").is_dir():
        raise TargetError(f"{folder} is a course with its solutions.", START)


def _contents(source: Course, guide: str) -> Iterator[tuple[str, bytes]]:
    """The files of a workspace, by their paths in it."""
    yield GUIDE, guide.encode()
    exercises = source.authority / "exercises"
    for problem in source.names():
        for file in sorted((exercises / problem).rglob("*")):
            inside = file.relative_to(exercises)
            hidden = any(part.startswith(".") or part == "__pycache__" for part in inside.parts)
            if file.is_file() and file.name != DESCRIPTION and not hidden:
                yield f"exercises/{inside.as_posix()}", file.read_bytes()


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
    """The hashes of what was brought in so far; without a record, whatever is there counts as the student's own."""
    try:
        data = json.loads((folder / MARK / RECORD).read_text("utf-8"))
        files = data["files"]
        return {str(name): str(digest) for name, digest in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
