"""Moodle: `Full name_ID_assignsubmission_file_/…`, since 4.1 without the last underscore, or as a flat name."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from dropgrade.classroom.intake.arrivals import Listing, Part, Shape, mostly

MARK = re.compile(r"_(?P<id>\d+)_assignsubmission_(?P<kind>file|onlinetext)(?=_|$)")


def read(path: PurePosixPath) -> Part | None:
    """Parse a path; one in which two ids could be meant belongs to no student."""
    top = path.parts[0]
    marks = list(MARK.finditer(top))
    if len(marks) != 1:
        return None
    mark = marks[0]
    rest = top[mark.end() :].removeprefix("_")
    inner = PurePosixPath(rest, *path.parts[1:]) if rest else PurePosixPath(*path.parts[1:])
    if not inner.parts:
        return None
    if mark["kind"] == "onlinetext":
        inner = PurePosixPath("onlinetext", *inner.parts)
    return Part(top[: mark.end()], {"moodle": mark["id"]}, inner, top[: mark.start()])


def _title(listing: Listing) -> str:
    top, is_folder = next(iter(listing.tops.items()))
    form = "a folder for each submission" if is_folder else "one flat folder"
    before = "Moodle before 4.1" if re.search(r"_assignsubmission_\w+_$", top) else "Moodle 4.1 or later"
    blind = ", blind marking" if all(name.startswith("Participant") for name in listing.tops) else ""
    return f"{before if is_folder else 'Moodle'}, {form}{blind}"


MOODLE = Shape(_title, lambda listing: mostly(read, map(listing.place, listing.entries)), lambda _: read)
