"""What the user asked for: names, prefixes, files and folders, as problems and the files to grade."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dropgrade.course.course import Course
from dropgrade.course.problem import read_description, stem_of
from dropgrade.errors import SubmissionError, TargetError

if TYPE_CHECKING:
    from dropgrade.submission.submission import Submission

SUFFIXES = (".py", ".ipynb")
QUIZ = re.compile(r"q\d\d")
NUMBERED = re.compile(r"[a-z]?0*(\d+)")


@dataclass(frozen=True, slots=True)
class Target:
    """A problem by name, and the file that is handed in for it.

    `submission` is what was read of it already, where that is so, and `label` what a report calls it. What `is_own`
    is a program of the course's author.
    """

    problem: str
    file: Path
    submission: Submission | SubmissionError | None = field(default=None, compare=False)
    label: str = ""
    is_own: bool = False


def resolve(
    course: Course, words: Sequence[str], problem: str | None = None, *, opens_notebooks: bool = False
) -> list[Target]:
    """All targets that the words name, without repetition; no words mean every problem.

    Where notebooks are opened, one may be for several problems, whatever it is called.
    Raises `TargetError` where a word names nothing, or more than one thing.
    """
    named = problem_named(course, problem) if problem else None
    if named and not words:
        raise TargetError("--problem goes with files.", "For example: dropgrade check --problem p03 my_try.py")
    if not words and not course.names():
        raise TargetError(
            f"The course in {course.root} has no problem yet.", "Start one: dropgrade new problem p01_my_topic"
        )
    if not words:
        return [Target(name, exercise(course, name)) for name in course.names()]
    return list(
        dict.fromkeys(
            target for word in words for target in _targets(course, word, named, opens_notebooks=opens_notebooks)
        )
    )


def one_of(names: Sequence[str], word: str, *, by_topic: bool = True) -> str | None:
    """The one name that is, or starts with, the word, or whose topic it is; None where there is none.

    `P03`, `p3` and `3` are p03. Raises `TargetError` where there are several.
    """
    plain = word.lower()
    exact = [name for name in names if plain == name or (by_topic and plain == stem_of(name))]
    found = exact or _of_number(names, plain) or [name for name in names if plain and name.startswith(plain)]
    if len(found) > 1:
        raise TargetError(f"{word!r} could be {', '.join(found)}.", "Write more of the name.")
    return found[0] if found else None


def _range(names: Sequence[str]) -> str:
    """The problems that there are, in a few words."""
    return f"The problems are {names[0]} to {names[-1]}." if names else "There is no problem yet."


def _of_number(names: Sequence[str], word: str) -> list[str]:
    """The names with the number that a word such as `p3` or `3` says; none where it says something else."""
    number = NUMBERED.fullmatch(word)
    if number is None:
        return []
    letters = {word[0]} if word[0].isalpha() else {name[:1] for name in names}
    return [name for name in names if name[:1] in letters and name[1:].partition("_")[0].lstrip("0") == number[1]]


def problem_named(course: Course, word: str) -> str:
    """The one problem whose name is, or starts with, the word; or whose file has this name."""
    names = course.names()
    if found := one_of(names, word):
        return found
    if QUIZ.match(word):
        raise TargetError(f"{word!r} is no problem, file or folder.", f"If it is a quiz: dropgrade quiz {word}")
    near = difflib.get_close_matches(word.lower(), [*names, *map(stem_of, names)], n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}?" if near else f"{_range(names)} All of them: dropgrade list"
    raise TargetError(f"There is no problem, file or folder {word!r}.", hint)


def exercise(course: Course, problem: str) -> Path:
    """The student's file for a problem; the name that it should have where there is none."""
    folder = course.exercises / problem
    return _file_in(folder, problem) or folder / f"{stem_of(problem)}.py"


def _targets(course: Course, word: str, problem: str | None, *, opens_notebooks: bool) -> list[Target]:
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
        return [
            Target(name, path)
            for name in ([problem] if problem else _problems_of_file(course, path, opens_notebooks=opens_notebooks))
        ]
    if problem or path.suffix in SUFFIXES or len(path.parts) > 1:
        raise TargetError(f"There is no file or folder {word}.", "Check the spelling, and the folder you are in.")
    named = problem_named(course, word)
    return [Target(named, exercise(course, named))]


def _problems_of_file(course: Course, path: Path, *, opens_notebooks: bool) -> list[str]:
    """A notebook says itself what it holds; without that, its name counts, and then what its cells define."""
    if path.suffix not in SUFFIXES:
        raise TargetError(f"{path} is neither a .py file nor a notebook.", "Hand in a .py or .ipynb file.")
    by_name = _problem_by_name(course, path)
    if path.suffix == ".ipynb" and opens_notebooks:
        from dropgrade.submission.submission import read_submission  # which most commands need not wait for

        try:
            notebook = read_submission(path)
        except SubmissionError:
            if by_name is None:
                raise
        else:
            own = problems_named(course, path, notebook)
            return own or ([by_name] if by_name else problems_defined(course, path, notebook))
    if by_name is None:
        raise TargetError(f"{path} fits no problem by its name.", f"Say which: dropgrade check --problem p03 {path}")
    return [by_name]


def _problem_by_name(course: Course, path: Path) -> str | None:
    """By the file's name, by its folder's name, or by a prefix such as p03."""
    names = course.names()
    by_name = [n for n in names if path.stem in (n, stem_of(n))]
    by_folder = [n for n in names if path.resolve().parent.name == n]
    by_prefix = [n for n in names if path.stem.split("_")[0] == n.split("_")[0]]
    return next((found[0] for found in (by_name, by_folder, by_prefix) if len(found) == 1), None)


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
    names = [stem_of(problem) + suffix for suffix in SUFFIXES] + [f"{problem}.ipynb"]  # as `notebook` writes it
    files = (folder / name for name in names)
    return next((f for f in files if os.path.lexists(f)), None)


def problems_named(course: Course, file: Path, notebook: Submission) -> list[str]:
    """The problems that a notebook names itself; raises `TargetError` where the course has none of such a name."""
    names = course.names()
    unknown = [problem for problem in notebook.problems if problem not in names]
    if unknown:
        message = f"{file} says that it holds {unknown[0]}, which is not in this course."
        raise TargetError(message, "Name its course with --course DIR, or one problem with --problem NAME.")
    return list(notebook.problems)


def problems_defined(course: Course, file: Path, notebook: Submission) -> list[str]:
    """The problems whose names the cells define; raises `TargetError` where there is none, or where it is in doubt."""
    asked = {name: frozenset(read_description(course, name).names) for name in course.names()}
    whole = [name for name, names in asked.items() if names <= notebook.names]
    found = whole or [name for name, names in asked.items() if names & notebook.names]
    say = f"Say which: dropgrade check --problem p03 {file}"
    if not found:
        raise TargetError(f"{file} fits no problem: no cell defines what one asks for.", say)
    if doubt := _shared(found, {name: asked[name] & notebook.names for name in found}):
        raise TargetError(f"{file} could be for {doubt}.", say)
    return found


def _shared(found: Collection[str], asked: Mapping[str, frozenset[str]]) -> str:
    """The first name that several problems ask for, in words; empty where each asks for its own."""
    for name in sorted(frozenset().union(*asked.values())):
        several = [problem for problem in found if name in asked[problem]]
        if len(several) > 1:
            return f"{', '.join(several)}: each asks for `{name}`"
    return ""
