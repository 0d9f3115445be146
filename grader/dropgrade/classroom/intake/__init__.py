"""Submissions of a class in the shape of each system: one module per shape, recognised by file names alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from dropgrade.classroom.intake.arrivals import Listing, Shape
from dropgrade.classroom.intake.canvas_zip import CANVAS
from dropgrade.classroom.intake.folder_reading import folder_listing
from dropgrade.classroom.intake.github_clones import GITHUB
from dropgrade.classroom.intake.gradescope_export import GRADESCOPE
from dropgrade.classroom.intake.moodle_zip import MOODLE
from dropgrade.classroom.intake.nbgrader_folder import NBGRADER
from dropgrade.classroom.intake.student_folders import ARCHIVE, FILES, FOLDERS, WORKSPACE, WORKSPACES, ZIPS
from dropgrade.classroom.intake.zip_reading import BadArchive, entries_of, opened_zip
from dropgrade.errors import TargetError

SHAPES: dict[str, Shape] = {
    "gradescope": GRADESCOPE,
    "moodle": MOODLE,
    "canvas": CANVAS,
    "nbgrader": NBGRADER,
    "github": GITHUB,
    "workspace": WORKSPACE,
    "workspaces": WORKSPACES,
    "zips": ZIPS,
    "folders": FOLDERS,
    "files": FILES,
}
"""The shapes; those that can be recognised for sure come first."""
SURE = ("gradescope", "moodle", "canvas", "nbgrader", "github")
"""Shapes with unmistakable names, which are looked for in nested folders, too."""
DEEPEST = 4
"""How many folders may be nested around a class."""
IsStudent = Callable[[str], bool]
"""Whether a name holds the id of a student."""


@contextmanager
def opened_source(source: Path) -> Iterator[list[Listing]]:
    """The listings of a zip or folder, open within the block; a folder of a system's zips has one for each zip.

    Raises `TargetError` if it is neither, or cannot be read.
    """
    with ExitStack() as closing:
        if source.is_dir():
            whole = folder_listing(source)
            inner = [each for each in _zips_in(whole, closing) if any(SHAPES[name].fits(each) for name in SURE)]
            yield inner or [whole]
        elif source.is_file():
            yield [_zip(source, closing)]
        else:
            raise TargetError(f"There is no file or folder {source}.", "Name the zip or folder that you downloaded.")


def _zips_in(whole: Listing, closing: ExitStack) -> Iterator[Listing]:
    """The zips directly in a folder, if they are few and there are no other folders."""
    zips = [name for name in whole.tops if name.lower().endswith(ARCHIVE)]
    if len(zips) <= DEEPEST and not any(whole.tops.values()):
        for name in zips:
            yield _zip(whole.source / name, closing)


def _zip(file: Path, closing: ExitStack) -> Listing:
    try:
        archive = closing.enter_context(opened_zip(closing.enter_context(file.open("rb")), is_handed_in=False))
    except (BadArchive, OSError):
        raise TargetError(f"{file} is not a readable zip.", "Download it once more, or name a folder.") from None
    return Listing(file, list(entries_of(archive)))


def recognised(listing: Listing, named: str | None, is_student: IsStudent) -> tuple[str, Listing]:
    """The name of the shape, and the listing seen from where that begins.

    Raises `TargetError` if there is nothing, or if it does not have the shape that was named.
    """
    if not listing.entries:
        raise TargetError(f"There is nothing in {listing.source}.", "Name the zip or folder that you downloaded.")
    wanted = (named,) if named else SURE
    place = listing
    for _ in range(DEEPEST):
        for name in wanted:
            if SHAPES[name].fits(place):
                return name, place
        if not place.only_folder:
            break
        place = place.inside(place.only_folder)
    if named:
        raise TargetError(f"{listing.source} is not of the shape {named!r}.", f"The shapes are {', '.join(SHAPES)}.")
    return _guessed(listing, is_student)


def _guessed(listing: Listing, is_student: IsStudent) -> tuple[str, Listing]:
    """The shape of a class without a system's names, inside the folders around it."""
    levels = [listing]
    while len(levels) < DEEPEST and (top := levels[-1].only_folder) and not _is_workspace(levels[-1]):
        levels.append(levels[-1].inside(top))
    named = (level for level in levels if any(is_student(name.removesuffix(ARCHIVE)) for name in level.tops))
    several = (level for level in levels if len(level.tops) > 1 and _holds_only_students(level))
    place = next(named, None) or next(several, listing)
    return next(name for name, shape in SHAPES.items() if name not in SURE and shape.fits(place)), place


def _is_workspace(listing: Listing) -> bool:
    """Whether a listing is a workspace, in which folders are problems and no students."""
    return SHAPES["workspace"].fits(listing)


def _holds_only_students(listing: Listing) -> bool:
    return all(is_folder or name.endswith(ARCHIVE) for name, is_folder in listing.tops.items())
