"""What a problem gives to every program: modules that are graded as handed out, and data files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from dropgrade.course.handed_out import plain_files
from dropgrade.course.problem import Problem
from dropgrade.errors import CourseError

DATA = "data"
MOST_DATA = 16 * 2**20
"""The maximum size of a problem's data, in bytes."""


def given_modules(problem: Problem) -> dict[str, str]:
    """Return the sources of the given modules by name; raises `CourseError` if one cannot be read."""
    return {name: _text(problem.exercise / f"{name}.py") for name in problem.given}


def given_data(problem: Problem) -> Mapping[str, bytes]:
    """Return the files in `data/` by the path that the program uses; raises `CourseError` if they are too large."""
    folder = problem.exercise / DATA
    files = tuple((file, file.stat().st_mtime_ns) for file in plain_files(folder))
    if sum(file.stat().st_size for file, _ in files) > MOST_DATA:
        raise CourseError(
            f"{folder} holds more than {MOST_DATA // 2**20} MB, which a program cannot be given.",
            "Give a part of the data.",
        )
    return _contents(problem.exercise, files)


@lru_cache(maxsize=4)
def _contents(root: Path, files: tuple[tuple[Path, int], ...]) -> Mapping[str, bytes]:
    return dict(_read(root, [file for file, _ in files]))


def _read(root: Path, files: list[Path]) -> Iterator[tuple[str, bytes]]:
    for file in files:
        yield file.relative_to(root).as_posix(), _bytes(file)


def _text(file: Path) -> str:
    try:
        return _bytes(file).decode()
    except UnicodeDecodeError:
        raise CourseError(f"{file} is not UTF-8 text.", "Save it as UTF-8.") from None


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CourseError(
            f"{file} cannot be read: {error.strerror}.", "The problem hands it out: put it there."
        ) from None
