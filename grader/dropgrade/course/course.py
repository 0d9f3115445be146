"""Find the course: the one named, the one that the user is in, or the one inside the package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dropgrade.errors import CourseError

MARK = ".dropgrade"
"""The folder in a workspace or a course that holds what is remembered of it."""
START = "Start a workspace: dropgrade init my_dropout"
PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Course:
    """Where the student's files lie, and where the problems and suites that judge them.

    The two differ in a student's workspace, which has no solutions: then the problems come from the
    installed course too, so that nothing in a workspace can change how it is graded.
    """

    root: Path
    authority: Path

    @property
    def exercises(self) -> Path:
        """The folder with the student's files."""
        return self.root / "exercises"

    @property
    def is_workspace(self) -> bool:
        """Whether this is a student's folder, whose problems and suites come from the installed course."""
        return self.root != self.authority

    @property
    def is_installed(self) -> bool:
        """Whether this is the course inside the package, which nobody writes to."""
        return self.root == PACKAGE / "_course"

    def names(self) -> list[str]:
        """The problems' names, in the order of the course."""
        return sorted(f.parent.name for f in (self.authority / "exercises").glob("*/problem.toml"))


def find_course(named: Path | None = None, start: Path | None = None) -> Course:
    """The course in `named`, else around `start` (the current folder), else the installed one.

    Raises `CourseError` where `named` is none or nothing is installed.
    """
    if named is not None and not (named / "exercises").is_dir():
        raise CourseError(f"There is no course in {named}.", "Name a folder that holds `exercises/`.")
    around = named or _nearest(start or Path.cwd())
    if around is None:
        return installed_course()
    root = around.resolve()
    return Course(root, root if (root / "solutions").is_dir() else installed_course().authority)


def _nearest(start: Path) -> Path | None:
    folders = (start.resolve(), *start.resolve().parents)
    return next((f for f in folders if _is_course(f)), None)


def _is_course(folder: Path) -> bool:
    """A workspace is known by what is remembered of it, or by its stubs; it needs no quizzes of its own."""
    exercises = folder / "exercises"
    marks = (folder / "quizzes", folder / MARK, *exercises.glob("p[0-9][0-9]_*"))
    return exercises.is_dir() and any(mark.is_dir() for mark in marks)


def installed_course() -> Course:
    """The course inside the package; raises `CourseError` where it was installed without one."""
    for root in _candidates():
        if (root / "exercises").is_dir() and (root / "solutions").is_dir():
            return Course(root, root)
    raise CourseError(
        "No course was found: dropgrade is installed without one.",
        "Name a folder that holds `exercises/` and `solutions/` with --course DIR.",
    )


def _candidates() -> Iterator[Path]:
    yield PACKAGE / "_course"
    yield PACKAGE.parent.parent  # an editable install: the repository itself
