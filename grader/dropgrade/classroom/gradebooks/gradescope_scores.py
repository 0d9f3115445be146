"""The scores that Gradescope exports: a row for each student, known by SID and e-mail address."""

from __future__ import annotations

from dropgrade.classroom.gradebooks.layout import Key, Layout, Wishes, caseless, demanded, maxima, place_of, wished
from dropgrade.classroom.gradebooks.sheet import Sheet
from dropgrade.errors import TargetError


def recognises(header: list[str]) -> bool:
    """Whether these are the columns of such a file."""
    return {"sid", "email", "total score", "max points"} <= {name.casefold() for name in header}


def layout(sheet: Sheet, wishes: Wishes) -> Layout:
    """Where everything is."""
    grade = wished(sheet, wishes.grade_column, "Total Score")
    keys = []
    if (sid := wished(sheet, wishes.id_column, "SID", "Student ID")) is not None:
        keys.append(Key(sid, ("gradescope", "sid", "student_id", "id")))
    if (email := place_of(sheet, "Email")) is not None:
        keys.append(Key(email, ("email",), caseless))
    if grade is None or not keys:
        raise TargetError(
            f"{sheet.file} is no file of scores of Gradescope: SID and Total Score are missing.",
            "Download the scores of the assignment as CSV, and fill that file.",
        )
    return Layout(tuple(keys), grade, maxima(sheet, demanded(sheet, "Max Points")))
