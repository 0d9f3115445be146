"""The scores that Gradescope exports: a row for each student, known by SID and e-mail address."""

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
    return {"sid", "email", "total score", "max points"} <= {name.casefold() for name in header}


def layout(sheet: Sheet, options: FillOptions) -> Layout:
    """Where everything is."""
    grade = named_column(sheet, options.grade_column, "Total Score")
    keys = []
    if (sid := named_column(sheet, options.id_column, "SID", "Student ID")) is not None:
        keys.append(Key(sid, ("gradescope", "sid", "student_id", "id")))
    if (email := place_of(sheet, "Email")) is not None:
        keys.append(Key(email, ("email",), caseless))
    if grade is None or not keys:
        raise TargetError(
            f"{sheet.file} is not a file of scores of Gradescope: SID and Total Score are missing.",
            "Download the scores of the assignment as CSV, and fill that file.",
        )
    return Layout(tuple(keys), grade, maxima(sheet, demanded(sheet, "Max Points")))
