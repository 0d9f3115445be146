"""What the user asked for: names, prefixes, files and folders, as problems and the files to grade."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dropgrade.course.location import Course
from dropgrade.course.problem import stem_of
from dropgrade.errors import TargetError

SUFFIXES = (".py", ".ipynb")
QUIZ = re.compile(r"q\d\d")


@dataclass(frozen=True, slots=True)
class Target:
    """A problem by name, and the file that is handed in for it."""

    problem: str
    file: Path


def resolve(course: Course, words: Sequence[str], problem: str | None = None) -> list[Target]:
    """All targets that the words name, without repetition; no words mean every problem.

    Raises `TargetError` where a word names nothing, or more than one thing.
    """
    named = problem_named(course, problem) if problem else None
    if named and len(words) != 1:
        raise TargetError(
            "--problem goes with exactly one file.", "For example: dropgrade check --problem p03 my_try.py"
        )
    if not words and not course.names():
        raise TargetError(
            f"The course in {course.root} has no problem yet.", "Start one: dropgrade new problem p01_my_topic"
        )
    if not words:
        return [_exercise(course, name) for name in course.names()]
    return list(dict.fromkeys(target for word in words for target in _targets(course, word, named)))


def one_of(names: Sequence[str], word: str, *, by_topic: bool = True) -> str | None:
    """The one name that is, or starts with, the word, or whose topic it is; None where there is none.

    Raises `TargetError` where there are several.
    """
    exact = [name for name in names if word == name or (by_topic and word == stem_of(name))]
    found = exact or [name for name in names if word and name.startswith(word)]
    if len(found) > 1:
        raise TargetError(f"{word!r} could be {', '.join(found)}.", "Write more of the name.")
    return found[0] if found else None


def problem_named(course: Course, word: str) -> str:
    """The one problem whose name is, or starts with, the word; or whose file has this name."""
    names = course.names()
    if found := one_of(names, word):
        return found
    if QUIZ.match(word):
        raise TargetError(f"{word!r} is no problem, file or folder.", f"If it is a quiz: dropgrade quiz {word}")
    near = difflib.get_close_matches(word, [*names, *map(stem_of, names)], n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}?" if near else f"The problems are {', '.join(names)}."
    raise TargetError(f"There is no problem, file or folder {word!r}.", hint)


def _exercise(course: Course, name: str) -> Target:
    return Target(name, _file_in(course.exercises / name, name) or course.exercises / name / f"{stem_of(name)}.py")


def _targets(course: Course, word: str, problem: str | None) -> list[Target]:
    path = Path(word)
    try:
        is_there, is_folder = bool(word) and path.exists(), bool(word) and path.is_dir()
    except OSError as error:
        raise TargetError(
            f"{word[:60]!r} cannot be looked at: {error.strerror}.", "Name a file or a problem."
        ) from None
    if is_folder:
        return _in_folder(course, path, problem)
    if is_there:
        return [Target(problem or _problem_of_file(course, path), path)]
    if problem or path.suffix in SUFFIXES or len(path.parts) > 1:
        raise TargetError(
            f"There is no file or folder {word}.", "Check the spelling, and the folder that you stand in."
        )
    return [_exercise(course, problem_named(course, word))]


def _problem_of_file(course: Course, path: Path) -> str:
    """By the file's name, by its folder's name, or by a prefix such as p03."""
    if path.suffix not in SUFFIXES:
        raise TargetError(f"{path} is neither a .py file nor a notebook.", "Hand in a .py or .ipynb file.")
    names = course.names()
    by_name = [n for n in names if path.stem in (n, stem_of(n))]
    by_folder = [n for n in names if path.resolve().parent.name == n]
    by_prefix = [n for n in names if path.stem.split("_")[0] == n.split("_")[0]]
    for found in (by_name, by_folder, by_prefix):
        if len(found) == 1:
            return found[0]
    raise TargetError(f"{path} fits no problem by its name.", f"Say which: dropgrade check --problem p03 {path}")


def _in_folder(course: Course, folder: Path, problem: str | None) -> list[Target]:
    """A problem's own folder, or every problem that has a folder or a file in this one."""
    own = problem or next((n for n in course.names() if folder.resolve().name == n), None)
    if own:
        file = _file_in(folder, own)
        if file is None:
            raise TargetError(f"There is no {stem_of(own)}.py in {folder}.", f"Put the file for {own} there.")
        return [Target(own, file)]
    inner = folder / "exercises"
    places = (folder, inner) if inner.is_dir() and not inner.is_symlink() else (folder,)  # the later goes before
    files = {n: file for n in course.names() for p in places if (file := _in_subfolder(p / n, n) or _file_in(p, n))}
    targets = [Target(name, file) for name, file in files.items()]
    if not targets:
        raise TargetError(
            f"There is nothing to grade in {folder}.", "It holds no problem's folder and no problem's file."
        )
    return targets


def _in_subfolder(folder: Path, problem: str) -> Path | None:
    """A link is taken for the file, which is then refused: it may lead to anyone's work."""
    return folder if folder.is_symlink() else _file_in(folder, problem)


def _file_in(folder: Path, problem: str) -> Path | None:
    files = (folder / f"{stem_of(problem)}{suffix}" for suffix in SUFFIXES)
    return next((f for f in files if os.path.lexists(f)), None)
