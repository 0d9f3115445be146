"""A folder or a zip for each student, whole workspaces, and loose files; the name of each contains the id."""

from __future__ import annotations

from pathlib import PurePosixPath

from dropgrade.classroom.intake.arrivals import Listing, Part, Reader, Shape
from dropgrade.submission.folders import SUFFIXES

ARCHIVE = ".zip"


def _reader(listing: Listing) -> Reader:
    del listing

    def read(path: PurePosixPath) -> Part | None:
        top = path.parts[0]
        if len(path.parts) > 1:
            return Part(top, {"any": top}, PurePosixPath(*path.parts[1:]), top)
        if path.suffix.lower() in (ARCHIVE, *SUFFIXES):
            return Part(top, {"any": path.stem}, PurePosixPath(top), path.stem)
        return None

    return read


def _has_zips(listing: Listing) -> bool:
    zips = [name for name in listing.tops if name.lower().endswith(ARCHIVE)]
    return len(zips) * 2 > len(listing.tops)


def _is_workspace(listing: Listing) -> bool:
    return listing.tops.get("exercises", False)


def _has_workspaces(listing: Listing) -> bool:
    tops = [name for name, is_folder in listing.tops.items() if is_folder]
    inner = {
        place.parts[0] for entry in listing.entries if (place := listing.place(entry)).parts[1:2] == ("exercises",)
    }
    return len(inner) * 2 > len(tops) > 0


def _whole(listing: Listing) -> Reader:
    name = (listing.root.name or listing.source.name).removesuffix(ARCHIVE)
    return lambda path: Part(name, {"any": name}, path, name)


ZIPS = Shape(lambda _: "a zip for each student", _has_zips, _reader)
WORKSPACE = Shape(lambda _: "one workspace", _is_workspace, _whole)
WORKSPACES = Shape(lambda _: "a workspace for each student", _has_workspaces, _reader)
FOLDERS = Shape(lambda _: "a folder for each student", lambda listing: any(listing.tops.values()), _reader)
FILES = Shape(lambda _: "a file for each student", lambda listing: bool(listing.tops), _reader)
