"""Names of feedback pages, by which a platform gives each page to the right student."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from itertools import count
from pathlib import PurePosixPath

from dropgrade.classroom.gradebooks.row_filling import id_of
from dropgrade.classroom.grades import StudentGrade

PAGE = "feedback.html"
MOODLE = re.compile(
    r"(?:^|/)(?P<name>[^/]*)_(?P<id>\d+)_(?P<kind>assign(?:submission|feedback)_(?:file|onlinetext)_?)(?P<slash>/?)"
)
"""Moodle's prefix of a file's name: a folder, or the beginning of a flat name."""
CANVAS = re.compile(r"(?:^|/)(?P<name>[^/]*?(?<![^_/]))(?P<id>\d+)_(?P<attached>\d+)_[^/]*$")
"""Canvas's prefix of a file's name, with the ids of the student and of the attachment."""
NBGRADER = re.compile(r"(?:^|/)(?P<student>[^/]+)/(?P<assignment>[^/]+)/(?P<file>[^/]+)$")


def place_in_zip(student: StudentGrade, form: str | None, taken: Container[str] = ()) -> str:
    """The path of a student's page: as the platform named the student's work, else by the id.

    A name that is taken already is numbered, so that no page is lost.
    """
    names = (name for namer in NAMERS.get(form or "", ()) for name in namer(student))
    name = next(names, None) or f"{plain(student.id)}.html"
    stem, dot, suffix = name.rpartition(".")
    return next(each for n in count(1) if (each := name if n == 1 else f"{stem}-{n}{dot}{suffix}") not in taken)


def plain(words: str) -> str:
    """A text as one part of a path, on any system."""
    return re.sub(r"[^\w@.-]", "_", words).strip(".") or "_"


def _moodle(student: StudentGrade) -> Iterator[str]:
    for found in _found(MOODLE, student):
        name = _safe(found["name"]).replace("_", " ")  # because Moodle counts underscores to find the number
        yield f"{name}_{_own(student, 'moodle', found['id'])}_{found['kind']}{found['slash']}{PAGE}"


def _moodle_by_roster(student: StudentGrade) -> Iterator[str]:
    """A name that Moodle would give, where nothing was handed in."""
    if not any(p.source for p in student.problems) and (number := re.sub(r"\D", "", id_of(student, ("moodle",)))):
        yield f"{plain(student.name).replace('_', ' ')}_{number}_assignsubmission_file_/{PAGE}"


def _canvas(student: StudentGrade) -> Iterator[str]:
    for found in _found(CANVAS, student):
        yield f"{_safe(found['name'])}{_own(student, 'canvas', found['id'])}_{found['attached']}_{PAGE}"


def _own(student: StudentGrade, column: str, id_: str) -> str:
    """The student's own id, because a group's work has the id of one member."""
    own = re.sub(r"\D", "", id_of(student, (column,))) if student.roster else ""
    return own or id_


def _nbgrader(student: StudentGrade) -> Iterator[str]:
    for found in _found(NBGRADER, student):
        stem = PurePosixPath(found["file"]).stem
        yield f"{plain(student.id)}/{plain(found['assignment'])}/{plain(stem)}.html"


def _found(pattern: re.Pattern[str], student: StudentGrade) -> Iterator[re.Match[str]]:
    for problem in student.problems:
        if problem.source and (found := pattern.search(problem.source.replace("\\", "/"))):
            yield found


def _safe(name: str) -> str:
    """A platform's own name without what a path must not hold."""
    return "".join(c for c in name if c.isprintable() and c not in '/\\:*?"<>|')


Namer = Callable[[StudentGrade], Iterator[str]]
NAMERS: dict[str, tuple[Namer, ...]] = {
    "": (_moodle, _canvas),
    "moodle": (_moodle, _moodle_by_roster),
    "canvas": (_canvas,),
    "nbgrader": (_nbgrader,),
}
"""The platforms that take pages back, each with names that fit a student's work; without one, the likely ones."""
