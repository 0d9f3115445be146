"""Turn what the user typed (names, prefixes, files, folders) into problems and the files to grade."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from dropgrade.course.course import Course
from dropgrade.course.problem import read_description, stem_of
from dropgrade.errors import SubmissionError, TargetError
from dropgrade.submission.bundle import Others, others_of
from dropgrade.submission.folders import SUFFIXES, programs_in
from dropgrade.submission.notebook_problems import problems_defined, problems_named

if TYPE_CHECKING:
    from dropgrade.submission.claims import Candidate
    from dropgrade.submission.submission import Submission

QUIZ = re.compile(r"q\d\d")
NUMBERED = re.compile(r"[a-z]?0*(\d+)")


@dataclass(frozen=True, slots=True)
class Target:
    """A problem by name, and the file to grade for it.

    `submission` is the content if it has been read already, and `label` the name in reports. A target that `is_own` is
    a program of the course's author. `student` is the id of who handed it in, if known. `others` are the other files
    of the program, if they are not in the usual place.
    """

    problem: str
    file: Path
    submission: Submission | SubmissionError | None = field(default=None, compare=False)
    label: str = ""
    is_own: bool = False
    student: str = ""
    others: tuple[tuple[str, Path], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The files to grade, and the files beside them that are not graded, with the reason."""

    targets: list[Target]
    left: list[tuple[Path, str]] = field(default_factory=list)


def resolve(
    course: Course, words: Sequence[str], problem: str | None = None, *, opens_notebooks: bool = False
) -> list[Target]:
    """Return all targets that the words name, without repetition; no words mean every problem.

    With `opens_notebooks`, a notebook with any name may be for several problems. Raises `TargetError` if a word
    matches nothing, or more than one thing.
    """
    return found_by(course, words, problem, opens_notebooks=opens_notebooks).targets


def found_by(
    course: Course, words: Sequence[str], problem: str | None = None, *, opens_notebooks: bool = False
) -> Found:
    """Like `resolve`, but also return the files beside the targets that are not graded."""
    named = problem_named(course, problem) if problem else None
    if named and not words:
        raise TargetError("--problem goes with files.", "For example: dropgrade check --problem p03 my_try.py")
    if not words and not course.names():
        raise TargetError(
            f"The course in {course.root} has no problem yet.", "Start one: dropgrade new problem p01_my_topic"
        )
    found = (
        [_targets(course, word, named, opens_notebooks=opens_notebooks) for word in words]
        if words
        else [_exercise(course, name) for name in course.names()]
    )
    targets = dict.fromkeys(target for each in found for target in each.targets)
    left = dict.fromkeys(file for each in found for file in each.left)
    return Found(list(targets), list(left))


def one_of(names: Sequence[str], word: str, *, by_topic: bool = True) -> str | None:
    """Return the one name that equals or starts with the word, or has it as its topic; None if there is none.

    `P03`, `p3` and `3` mean p03. Raises `TargetError` if several names match.
    """
    plain = word.lower()
    exact = [name for name in names if plain == name or (by_topic and plain == stem_of(name))]
    found = exact or _of_number(names, plain) or [name for name in names if plain and name.startswith(plain)]
    if len(found) > 1:
        raise TargetError(f"{word!r} could be {', '.join(found)}.", "Write more of the name.")
    return found[0] if found else None


def _range(names: Sequence[str]) -> str:
    """Describe which problems exist."""
    return f"The problems are {names[0]} to {names[-1]}." if names else "There is no problem yet."


def _of_number(names: Sequence[str], word: str) -> list[str]:
    """Return the names with the number in a word such as `p3` or `3`; none if the word has another form."""
    number = NUMBERED.fullmatch(word)
    if number is None:
        return []
    letters = {word[0]} if word[0].isalpha() else {name[:1] for name in names}
    return [name for name in names if name[:1] in letters and name[1:].partition("_")[0].lstrip("0") == number[1]]


def problem_named(course: Course, word: str) -> str:
    """Return the problem that the word names, by prefix or topic; raises `TargetError` if there is none."""
    names = course.names()
    if found := one_of(names, word):
        return found
    if QUIZ.match(word):
        raise TargetError(f"{word!r} is not a problem, file or folder.", f"If it is a quiz: dropgrade quiz {word}")
    near = difflib.get_close_matches(word.lower(), [*names, *map(stem_of, names)], n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}?" if near else f"{_range(names)} All of them: dropgrade list"
    raise TargetError(f"There is no problem, file or folder {word!r}.", hint)


def exercise(course: Course, problem: str) -> Path:
    """Return the student's file for a problem, or the path that it should have."""
    return _exercise(course, problem).targets[0].file


def _exercise(course: Course, problem: str) -> Found:
    """Return the student's file for a problem, and the files beside it; most folders have just one file."""
    folder = course.exercises / problem
    own = folder / f"{stem_of(problem)}.py"
    if not folder.is_dir() or folder.is_symlink():
        return Found([Target(problem, own)])
    files = programs_in(folder, ())
    if files == [own] or not files:
        return Found([Target(problem, own)])
    described = read_description(course, problem)
    if set(files) <= {
        own,
        *dict(others_of(own, described)).values(),
        *(folder / f"{name}.py" for name in described.given),
    }:
        return Found([Target(problem, own)])
    found = _chosen(course, folder, [problem])
    return found if found.targets else Found([Target(problem, own)], found.left)


def _targets(course: Course, word: str, problem: str | None, *, opens_notebooks: bool) -> Found:
    path = Path(word)
    try:
        is_there, is_folder = bool(word) and path.exists(), bool(word) and path.is_dir()
    except OSError as error:
        raise TargetError(f"{word[:60]!r} cannot be accessed: {error.strerror}.", "Name a file or a problem.") from None
    if is_folder:
        return _in_folder(course, path, problem)
    if is_there:
        names = [problem] if problem else _problems_of_file(course, path, opens_notebooks=opens_notebooks)
        return Found([Target(name, path) for name in names])
    if problem or path.suffix.lower() in SUFFIXES or len(path.parts) > 1:
        raise TargetError(f"There is no file or folder {word}.", "Check the spelling, and the folder you are in.")
    named = problem_named(course, word)
    return _exercise(course, named)


def _problems_of_file(course: Course, path: Path, *, opens_notebooks: bool) -> list[str]:
    """Return a file's problems: by its metadata if it is a notebook, then by its name, then by its definitions."""
    if path.suffix.lower() not in SUFFIXES:
        raise TargetError(f"{path} is neither a .py file nor a notebook.", "Hand in a .py or .ipynb file.")
    by_name = _problem_by_name(course, path)
    if by_name and (path.suffix.lower() == ".py" or not opens_notebooks):
        return [by_name]
    from dropgrade.submission.submission import read_submission  # which most commands need not wait for

    try:
        submission = read_submission(path)
    except SubmissionError:
        if by_name is None:
            raise
        return [by_name]
    own = problems_named(course, path, submission)
    return own or ([by_name] if by_name else problems_defined(course, path, submission))


def _problem_by_name(course: Course, path: Path) -> str | None:
    """Return the problem that matches the file's name, its folder's name, or a prefix such as p03."""
    from dropgrade.submission.claims import Candidate, claims_by_name  # which the name of a problem need not wait for

    candidate = Candidate(Path(path.resolve().parent.name) / path.name, lambda: b"")
    found = claims_by_name(course.names(), candidate)
    return found[0].problem if found else None


def _in_folder(course: Course, folder: Path, problem: str | None) -> Found:
    """Return the files of one problem's folder, or of every problem that has a file in this one."""
    own = problem or next((n for n in course.names() if folder.resolve().name == n), None)
    found = _chosen(course, folder, [own] if own else course.names())
    if own and not found.targets:
        raise TargetError(f"There is no {stem_of(own)}.py in {folder}.", f"Put the file for {own} there.")
    if not found.targets:
        raise TargetError(
            f"There is nothing to grade in {folder}.", "It holds no problem's folder and no problem's file."
        )
    return found


def _chosen(course: Course, folder: Path, asked: Sequence[str]) -> Found:
    """Choose the file for each problem, by the same rules as for a class."""
    from dropgrade.submission.choosing import choose  # which most commands need not wait for
    from dropgrade.submission.claims import Candidate
    from dropgrade.submission.submission import read_bytes

    names = course.names()
    own = PurePath(folder.resolve().name if folder.resolve().name in names else "")
    files: dict[PurePath, Path] = {own / file.relative_to(folder): file for file in programs_in(folder, names)}
    candidates = [Candidate(path, partial(read_bytes, file), _changed(file)) for path, file in files.items()]
    choice = choose(course, asked, candidates)
    targets = [
        Target(name, files[choice.chosen[name].path], others=_others(files, choice.modules[name]))
        for name in asked
        if name in choice.chosen
    ]
    return Found(targets, [(files[each.path], each.reason) for each in choice.left])


def _others(files: Mapping[PurePath, Path], modules: Mapping[str, Candidate]) -> Others:
    """Return the other files of a program, which need not be beside it under the usual names."""
    return tuple((module, files[candidate.path]) for module, candidate in modules.items())


def _changed(file: Path) -> float | None:
    try:
        return file.lstat().st_mtime
    except OSError:
        return None
