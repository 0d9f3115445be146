"""Canvas's gradebook: a column for each assignment, whose title ends with its id in parentheses."""

from __future__ import annotations

import re
from collections.abc import Callable

from dropgrade.classroom.gradebooks.layout import (
    FillOptions,
    Key,
    Layout,
    caseless,
    demanded,
    listed,
    number_in,
    place_of,
)
from dropgrade.classroom.gradebooks.sheet import Sheet
from dropgrade.errors import TargetError

TITLED = re.compile(r"(?P<title>.*\S)\s*\((?P<id>\d+)\)")
POSSIBLE = "Points Possible"
NO_STUDENT = re.compile(r"\s*(Muted|Manual Posting.*|\(read only\))?\s*", re.IGNORECASE)
EXCUSED = ("ex", "n/a")
"""The contents of a cell if the student is excused from the assignment."""
PERSON = ("Student", "LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account")


def recognises(header: list[str]) -> bool:
    """Whether these are the columns of such a file."""
    names = {name.casefold() for name in header}
    return {"id", "section"} <= names and bool({"student", "lastname"} & names)


def layout(sheet: Sheet, options: FillOptions) -> Layout:
    """Where everything is; raises `TargetError` rather than let Canvas make a new assignment."""
    if not recognises(sheet.header):
        raise TargetError(
            f"{sheet.file} is not a gradebook of Canvas: there are no columns Student, ID and Section.",
            "Export the gradebook from Canvas, and fill that file.",
        )
    column = _assignment(sheet, options)
    possible = next((row for row in range(1, len(sheet.rows)) if POSSIBLE in sheet.value(row, 0)), None)
    if possible is None:
        raise TargetError(f"{sheet.file} has no row {POSSIBLE!r}.", "Export the gradebook from Canvas once more.")
    maximum = _possible(sheet, possible, column)
    return Layout(
        _keys(sheet, options),
        column,
        lambda _: maximum,
        reserved=_excuses(sheet, column),
        passed_over=frozenset({possible, *(row for row in range(1, possible) if _is_no_student(sheet, row))}),
        has_decimal_comma=any("," in cell.value and number_in(cell.value) is not None for cell in sheet.rows[possible]),
    )


def _keys(sheet: Sheet, options: FillOptions) -> tuple[Key, ...]:
    if options.id_column:
        return (Key(demanded(sheet, options.id_column), ("canvas", "sid", "student_id", "id")),)
    keys = [Key(demanded(sheet, "ID"), ("canvas", "canvas_id"))]
    if (sis := place_of(sheet, "SIS User ID")) is not None:
        keys.append(Key(sis, ("sid", "student_id", "sis_user_id", "id")))
    if (login := place_of(sheet, "SIS Login ID")) is not None:
        keys.append(Key(login, ("login", "sis_login_id", "email"), caseless))
    return tuple(keys)


def _assignment(sheet: Sheet, options: FillOptions) -> int:
    """The column of the assignment: the one that was named by title or id, else the only one."""
    named = (options.assignment or options.grade_column).strip()
    titled = {c: found for c, name in enumerate(sheet.header) if (found := TITLED.fullmatch(name))}
    chosen = [c for c, found in titled.items() if not named or named.casefold() in _names(found)]
    if len(chosen) == 1:
        return chosen[0]
    titles = listed([sheet.header[c] for c in titled])
    if not titled:
        raise TargetError(
            f"{sheet.file} has no column of an assignment, such as `Dropout 1 (90210)`.",
            "Make the assignment in Canvas first, then export the gradebook. Nothing here makes a new one.",
        )
    if not chosen:
        raise TargetError(
            f"{sheet.file} has no assignment {named!r}; Canvas would make a new one.", f"It has: {titles}."
        )
    raise TargetError(f"{sheet.file} has several assignments.", f"Say which, by --assignment TITLE: {titles}.")


def _names(found: re.Match[str]) -> set[str]:
    return {found["title"].casefold(), found["id"], found[0].casefold()}


def _possible(sheet: Sheet, row: int, column: int) -> float:
    words = sheet.value(row, column)
    if "read only" in words.casefold():
        raise TargetError(f"Canvas says that {sheet.header[column]!r} is read only.", "Name another assignment.")
    number = number_in(words)
    if number is None or number <= 0:
        raise TargetError(
            f"{sheet.file} has no points possible for {sheet.header[column]!r}.",
            "Give the assignment points in Canvas, and export the gradebook once more.",
        )
    return number


def _is_no_student(sheet: Sheet, row: int) -> bool:
    return all(NO_STUDENT.fullmatch(cell.value) for cell in sheet.rows[row])


def _excuses(sheet: Sheet, column: int) -> Callable[[int], str]:
    def reserved(row: int) -> str:
        words = sheet.value(row, column)
        return f"the gradebook says {words}" if words.casefold() in EXCUSED else ""

    return reserved
