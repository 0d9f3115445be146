"""Find the course: the one named, the one that the user is in, or the one inside the package.

Suites are code. Those in a folder that the user happens to be in run only where the user has said that they may.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from dropgrade.course.course_file import PLACE, Identity, read_identity
from dropgrade.errors import CourseError, DropgradeError

MARK = ".dropgrade"
"""The folder in a workspace or a course that holds what is remembered of it."""
KEPT = f"{MARK}/course"
"""Where a workspace keeps the course that it was handed out with, as that was."""
START = "Start a workspace: dropgrade init my_dropout"
PACKAGE = Path(__file__).resolve().parent.parent
NOWHERE = Path(os.devnull, "nowhere")
"""The place of suites that are not on this machine: one that nobody can make."""


@dataclass(frozen=True, slots=True)
class Course:
    """Where the student's files lie, and where the problems and suites that judge them.

    The two differ in a student's workspace: its suites are those of the installed course, or of a trusted one, that
    has the workspace's name, so that nothing in it can change how it is graded. What it was handed out with are the
    statements, the list of problems and the quizzes. Where no course of its name is known, nothing is graded.
    """

    root: Path
    authority: Path
    handed_out: Path | None = None
    """Where the statements lie, if not with the suites."""
    notice: str = field(default="", compare=False)
    """What the user should know of how the course was found, in one line."""

    @property
    def exercises(self) -> Path:
        """The folder with the student's files."""
        return self.root / "exercises"

    @property
    def statements(self) -> Path:
        """The course that has the list of problems, what they ask for, and the quizzes."""
        return self.handed_out or self.authority

    @property
    def is_workspace(self) -> bool:
        """Whether this is a student's folder, whose suites lie elsewhere."""
        return self.root != self.authority

    @property
    def is_installed(self) -> bool:
        """Whether this is the course inside the package, which is never written to."""
        return self.root == PACKAGE / "_course"

    @property
    def has_suites(self) -> bool:
        """Whether there is anything to grade with."""
        return self.authority != NOWHERE

    @property
    def identity(self) -> Identity:
        """The name and version of the course that grades, or of what was handed out where nothing does.

        Raises `CourseError` where its course.toml is faulty.
        """
        return read_identity(self.authority if self.has_suites else self.handed_out or self.root)

    def names(self) -> list[str]:
        """The problems' names, in the order of the course."""
        found = (self.statements / "exercises").glob("*/problem.toml")
        return sorted(f.parent.name for f in found if f.is_file())


def find_course(named: Path | None = None, start: Path | None = None) -> Course:
    """The course in `named`, else around `start` (the current folder), else the installed one.

    Suites that were found by looking around are used where they are trusted, and else said in the course's `notice`.
    Raises `CourseError` where `named` is none, a course.toml is faulty, or nothing is installed.
    """
    if named is not None and not (named / "exercises").is_dir():
        raise CourseError(f"There is no course in {named}.", "Name a folder that holds `exercises/`.")
    around = named or _nearest(start or Path.cwd())
    if around is None:
        return installed_course()
    root = around.resolve()
    suites = suites_in(root)
    may_run = suites is not None and (named is not None or _may_run(root))
    if suites == root and may_run:
        return Course(root, root)
    return _workspace(root, suites, may_run=may_run)


def suites_in(root: Path) -> Path | None:
    """The course with suites that lies in a folder: the folder itself, what a workspace keeps, or none."""
    return next((place for place in (root, root / KEPT) if (place / "solutions").is_dir()), None)


def _may_run(root: Path) -> bool:
    """Whether the code of the course in this folder is the package's own, or trusted."""
    from dropgrade.course.trusting import is_trusted  # which a workspace without suites need not wait for

    with suppress(CourseError):
        if root == installed_course().root:
            return True
    return is_trusted(root)


def _workspace(root: Path, suites: Path | None, *, may_run: bool) -> Course:
    """A folder whose own suites, if it has any, are not the ones to use, unless they are kept ones that may run."""
    kept = root / KEPT
    handed_out = next((place for place in (kept, root) if _describes(place)), None)
    wanted = read_identity(handed_out or root)
    authority = kept if suites == kept and may_run else _authority(wanted)
    unused = suites is not None and suites != authority
    if unused:
        notice = f"The suites in {suites} were not used. If they are your own: dropgrade trust {shlex.quote(str(root))}"
    else:
        notice = _other_version(wanted, authority) if handed_out and wanted.name else ""
    return Course(root, authority, handed_out, notice)


def _other_version(wanted: Identity, authority: Path) -> str:
    """That work is graded by another version than it was handed out with; empty where it is not."""
    used = read_identity(authority)
    is_other = authority != NOWHERE and used.version != wanted.version
    return f"This folder was handed out with {wanted}, and is graded by version {used.version}." if is_other else ""


def _describes(root: Path) -> bool:
    return any((root / "exercises").glob("p[0-9][0-9]_*/problem.toml"))


def _authority(wanted: Identity) -> Path:
    """The course that grades work for a course: the installed one, or a trusted one, by its name."""
    if not wanted.name:
        return installed_course().authority
    with suppress(CourseError):
        installed = installed_course().authority
        if read_identity(installed).name == wanted.name:
            return installed
    found = sorted(_trusted(wanted), key=lambda each: each[0])  # of several, the latest on the list
    return found[-1][1] if found else NOWHERE


def _trusted(wanted: Identity) -> Iterator[tuple[bool, Path]]:
    """The trusted courses of a name, and whether each is of the version that is wanted."""
    from dropgrade.course.trusting import trusted_folders

    with suppress(DropgradeError):
        for each in trusted_folders():
            place = suites_in(each.folder) if each.holds else None
            with suppress(CourseError):
                if place is not None and (found := read_identity(place)).name == wanted.name:
                    yield found == wanted, place


def _nearest(start: Path) -> Path | None:
    folders = (start.resolve(), *start.resolve().parents)
    return next((f for f in folders if _is_course(f)), None)


def _is_course(folder: Path) -> bool:
    """A workspace is known by what is remembered of it, or by its stubs; it needs no quizzes of its own."""
    exercises = folder / "exercises"
    marks = (folder / "quizzes", folder / MARK, *exercises.glob("p[0-9][0-9]_*"))
    return exercises.is_dir() and ((folder / PLACE).is_file() or any(mark.is_dir() for mark in marks))


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
