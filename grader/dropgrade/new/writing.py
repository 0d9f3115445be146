"""Start courses, problems and quizzes: where they are written, and when they are refused."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from dropgrade.course.course import PACKAGE, Course, find_course
from dropgrade.course.course_file import PLACE
from dropgrade.course.problem import NAME, stem_of
from dropgrade.course.trusting import trust
from dropgrade.errors import CourseError, DropgradeError, Refused
from dropgrade.files import shown
from dropgrade.new.filling import course_file, course_text, problem_files, quiz_text, without_open_lines
from dropgrade.new.names import refuse_form, refuse_functions, refuse_stem, refuse_taken
from dropgrade.new.placing import Content, place
from dropgrade.quiz.format.reading import NAME as QUIZ_NAME

START = "Start one: dropgrade new course DIR"
FIRST, FIRST_QUIZ = "p01_shares", "q01_shares"
"""The problem and the quiz that a course begins with."""
LIBRARIES = {"site-packages", "dist-packages"}


def find_own_course(named: Path | None = None) -> Course:
    """The course that an author may add to: the one named, or the one around the current folder.

    Raises `Refused` for the installed course, which the next update replaces, and for a student's workspace.
    """
    course = find_course(named)
    if named is None and not Path.cwd().resolve().is_relative_to(course.root):
        raise Refused("There is no course here.", f"{START} (or name yours with --course DIR).")
    if course.root == PACKAGE / "_course" or LIBRARIES & set(course.root.parts):
        raise Refused(f"{course.root} is the installed course, which an update replaces.", START)
    if course.notice:
        raise Refused(f"{course.root} is not a course that you have trusted.", course.notice)
    if course.is_workspace:
        hint = "Go to the course itself, or name it with --course DIR. " + START
        raise Refused(f"{course.root} is a student's workspace: it has no solutions/.", hint)
    return course


def new_problem(course: Course, name: str, functions: Sequence[str] = (), kind: str = "function") -> list[Path]:
    """Start a problem of a kind with these functions, by default one named after the topic; returns the files written.

    Raises `Refused` where the name will not do or the problem exists.
    """
    taken = _names_in(course.exercises) | _names_in(course.root / "solutions")
    stem = stem_of(name)
    targets = course.exercises / name, course.root / "solutions" / name
    refuse_form("problem", name, taken)
    _refuse_existing(name, targets)
    refuse_taken("problem", name, taken)
    refuse_stem(name)
    if kind != "function" and len(functions) > 1:
        raise Refused(
            f"A problem of the kind {kind} begins with one name.", "Give --function once, and add others later."
        )
    chosen = functions or [_class_name(stem) if kind == "class" else stem]
    refuse_functions(name, chosen, are_chosen=bool(functions))
    contents = problem_files(name, chosen, kind)
    return _written(name, dict(zip(targets, contents, strict=True)))


def _class_name(stem: str) -> str:
    """The class that a topic suggests: `lru_cache` is `LruCache`."""
    return "".join(word.capitalize() for word in stem.split("_"))


def new_quiz(course: Course, name: str, text: str | None = None) -> list[Path]:
    """Start a quiz, with this text or with a small example; returns the file written.

    Raises `Refused` where the name will not do or the quiz exists.
    """
    quizzes = course.root / "quizzes"
    taken = {file.stem for file in _entries(quizzes) if file.suffix == ".md" and QUIZ_NAME.fullmatch(file.stem)}
    refuse_form("quiz", name, taken)
    target = quizzes / f"{name}.md"
    _refuse_existing(name, [target])
    refuse_taken("quiz", name, taken)
    return _written(name, {target: quiz_text(name) if text is None else text})


def new_course(folder: Path, *, is_empty: bool = False) -> list[Path]:
    """Start a course in a folder that is empty or not there; returns the files written.

    Unless it `is_empty`, it has a problem and a quiz, which are sound and can be handed out.

    Hidden files, such as .git, may be there and are left alone. Raises `Refused` where anything else is there, or
    where a course is around it.
    """
    root = folder.resolve()
    _refuse_folder(folder, root)
    contents: dict[Path, Content] = {root / "README.md": course_text()}
    identity = {Path(PLACE).name: course_file(root.name)}
    parts = {part: {".gitkeep": ""} for part in ("solutions", "quizzes")} if is_empty else _first_contents()
    contents[root / "exercises"] = identity | parts.pop("exercises", {})
    contents |= {root / part: files for part, files in parts.items()}
    written = _written(str(folder), contents)
    with suppress(OSError, DropgradeError):  # if this fails, the first command in it says how to trust it
        trust(root)
    return written


def _first_contents() -> dict[str, dict[str, str]]:
    """The files of a first problem and of its quiz, finished, by folder and by their paths within it."""
    exercise, solution = problem_files(FIRST, [stem_of(FIRST)])
    folders = {"exercises": exercise, "solutions": solution}
    found = {
        part: {f"{FIRST}/{path}": without_open_lines(text) for path, text in files.items()}
        for part, files in folders.items()
    }
    return found | {"quizzes": {f"{FIRST_QUIZ}.md": without_open_lines(quiz_text(FIRST_QUIZ))}}


def _refuse_folder(folder: Path, root: Path) -> None:
    there = next(path for path in (root, *root.parents) if os.path.lexists(path))
    elsewhere = "Name a folder that is not there yet, or is empty except for hidden files: dropgrade new course DIR"
    if not there.is_dir():
        raise Refused(f"{there if there != root else folder} is not a folder.", elsewhere)
    if around := _course_around(root):
        raise Refused(f"{folder} lies in the course {around}.", "Name a folder outside of it.")
    if there == root and (held := sorted(p.name for p in root.iterdir() if not p.name.startswith("."))):
        some = ", ".join(held[:3]) + (f" and {len(held) - 3} more" if len(held) > 3 else "")  # noqa: PLR2004
        raise Refused(f"{folder} is not empty: it holds {some}.", elsewhere)


def _course_around(folder: Path) -> Path | None:
    try:
        root = find_course(start=folder).root
    except CourseError:  # no course around it, and none installed
        return None
    return root if folder.is_relative_to(root) else None


def _refuse_existing(name: str, targets: Sequence[Path]) -> None:
    if there := next((target for target in targets if os.path.lexists(target)), None):
        raise Refused(f"{name} exists already: {shown(there)}.", "Edit it, or choose another number and topic.")


def _written(name: str, contents: dict[Path, Content]) -> list[Path]:
    try:
        place(contents)
    except FileExistsError:
        _refuse_existing(name, list(contents))  # another was quicker
        raise
    return [file for target, content in contents.items() for file in _files(target, content)]


def _files(target: Path, content: Content) -> list[Path]:
    return [target] if isinstance(content, str) else [target / path for path in content]


def _names_in(folder: Path) -> set[str]:
    """The problems that have a folder there, even an empty one."""
    return {path.name for path in _entries(folder) if NAME.fullmatch(path.name)}


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []
