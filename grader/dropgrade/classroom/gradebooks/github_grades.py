"""The grades of GitHub Classroom: a row for each student, known by roster identifier and by login."""

from __future__ import annotations

from dropgrade.classroom.gradebooks.layout import (
    FillOptions,
    Key,
    Layout,
    caseless,
    demanded,
    maxima,
    named_column,
    place_of,
)
from dropgrade.classroom.gradebooks.sheet import Sheet
from dropgrade.errors import TargetError


def recognises(header: list[str]) -> bool:
    """Whether these are the columns of such a file."""
    return {"github_username", "points_awarded"} <= {name.casefold() for name in header}


def layout(sheet: Sheet, options: FillOptions) -> Layout:
    """Where everything is."""
    grade = named_column(sheet, options.grade_column, "points_awarded")
    keys = []
    if (identifier := named_column(sheet, options.id_column, "roster_identifier")) is not None:
        keys.append(Key(identifier, ("sid", "student_id", "identifier", "id")))
    if (login := place_of(sheet, "github_username")) is not None:
        keys.append(Key(login, ("github", "github_username"), caseless))
    if grade is None or not keys:
        raise TargetError(
            f"{sheet.file} is not a file of grades of GitHub Classroom: points_awarded or github_username is missing.",
            "Download the grades of the assignment as CSV, and fill that file.",
        )
    maximum = maxima(sheet, demanded(sheet, "points_available"))
    return Layout(tuple(keys), grade, maximum, blanks=frozenset({"", "0"}))
