"""Find the course: the one that was named, the one around the current folder, or the installed one.

Suites are code. Suites found in the current folder run only if the user has trusted that folder.
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
"""The hidden folder of a workspace or a course with data about it."""
KEPT = f"{MARK}/course"
"""Where a workspace keeps an unchanged copy of the course that it was handed out with."""
START = "Start a workspace: dropgrade init my_dropout"
PACKAGE = Path(__file__).resolve().parent.parent
NOWHERE = Path(os.devnull, "nowhere")
"""A path that cannot exist, used as the location of suites that are not on this machine."""


@dataclass(frozen=True, slots=True)
class Course:
    """The location of the student's files, and of the problems and suites that grade them.

    `root` and `authority` differ in a student's workspace: its suites come from the installed course or a trusted one
    of the same name, so that nothing in the workspace can change how it is graded. `handed_out` has the statements,
    the list of problems and the quizzes. If no course of that name is known, nothing is graded.
    """

    root: Path
    authority: Path
    handed_out: Path | None = None
    """The folder with the statements, if they are not beside the suites."""
    notice: str = field(default="", compare=False)
    """One line about how the course was found that the user should read."""

    @property
    def exercises(self) -> Path:
        """The folder with the student's files."""
        return self.root / "exercises"

    @property
    def statements(self) -> Path:
        """The folder with the statements, the list of problems and the quizzes."""
        return self.handed_out or self.authority

    @property
    def is_workspace(self) -> bool:
        """Whether this is a student's folder, with its suites elsewhere."""
        return self.root != self.authority

    @property
    def is_installed(self) -> bool:
        """Whether this is the course inside the package, which is never written to."""
        return self.root == PACKAGE / "_course"

    @property
    def has_suites(self) -> bool:
        """Whether there are suites to grade with."""
        return self.authority != NOWHERE

    @property
    def identity(self) -> Identity:
        """The name and version of the course that grades, or of the handed-out course if nothing grades it.

        Raises `CourseError` if its course.toml has faults.
        """
        return read_identity(self.authority if self.has_suites else self.handed_out or self.root)

    def names(self) -> list[str]:
        """Return the names of the problems, in the order of the course."""
        found = (self.statements / "exercises").glob("*/problem.toml")
        return sorted(f.parent.name for f in found if f.is_file())


def find_course(named: Path | None = None, start: Path | None = None) -> Course:
    """Return the course in `named`, else the one around `start` (the current folder), else the installed one.

    Suites that were not named but found are used only if they are trusted; otherwise `notice` says so. Raises
    `CourseError` if `named` is not a course, a course.toml has faults, or no course is installed.
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
    """Return the folder with suites: `root` itself, the copy that a workspace keeps, or None."""
    return next((place for place in (root, root / KEPT) if (place / "solutions").is_dir()), None)


def _may_run(root: Path) -> bool:
    """Whether the code of this course is the package's own or trusted."""
    from dropgrade.course.trusting import is_trusted  # which a workspace without suites need not wait for

    with suppress(CourseError):
        if root == installed_course().root:
            return True
    return is_trusted(root)


def _workspace(root: Path, suites: Path | None, *, may_run: bool) -> Course:
    """Return a folder as a workspace, graded by other suites than its own, except a kept copy that may run."""
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
    """Return a sentence if the version that grades differs from the one handed out, else an empty string."""
    used = read_identity(authority)
    is_other = authority != NOWHERE and used.version != wanted.version
    return f"This folder was handed out with {wanted}, and is graded by version {used.version}." if is_other else ""


def _describes(root: Path) -> bool:
    return any((root / "exercises").glob("p[0-9][0-9]_*/problem.toml"))


def _authority(wanted: Identity) -> Path:
    """Return the course that grades work for `wanted`: the installed one or a trusted one with that name."""
    if not wanted.name:
        return installed_course().authority
    with suppress(CourseError):
        installed = installed_course().authority
        if read_identity(installed).name == wanted.name:
            return installed
    found = sorted(_trusted(wanted), key=lambda each: each[0])  # the right version first, then the latest
    return found[-1][1] if found else NOWHERE


def _trusted(wanted: Identity) -> Iterator[tuple[bool, Path]]:
    """Yield the trusted courses with the wanted name, each with whether its version matches, too."""
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
    """Recognise a workspace by its hidden folder or its stubs; it need not have quizzes."""
    exercises = folder / "exercises"
    marks = (folder / "quizzes", folder / MARK, *exercises.glob("p[0-9][0-9]_*"))
    return exercises.is_dir() and ((folder / PLACE).is_file() or any(mark.is_dir() for mark in marks))


def installed_course() -> Course:
    """Return the course inside the package; raises `CourseError` if the package was installed without one."""
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
