"""Moodle's worksheet for grading offline, in any language.

Moodle compares `Last modified (grade)` with its own record, and leaves a grade alone that somebody has changed since
the worksheet was downloaded. That column is therefore kept as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from dropgrade.classroom.gradebooks.layout import (
    FillOptions,
    Key,
    Layout,
    caseless,
    demanded,
    maxima,
    number_in,
    place_of,
)
from dropgrade.classroom.gradebooks.sheet import Sheet
from dropgrade.errors import TargetError

PERSON = re.compile(r"\D*(\d+)")
"""A word for a participant, in any language, and the number by which Moodle knows the submission."""
AFTER_MAXIMUM = 4
"""Columns after the maximum: whether the grade can be changed, two dates, and the feedback."""
OPTIONS = "Name the columns: --id-column NAME --grade-column NAME."


def recognises(header: list[str]) -> bool:
    """Whether these are the columns of such a file."""
    return {"identifier", "grade", "maximum grade"} <= {name.casefold() for name in header}


def layout(sheet: Sheet, options: FillOptions) -> Layout:
    """Where everything is: by English names, by the user's, or by what the columns hold."""
    id_ = demanded(sheet, options.id_column) if options.id_column else _id_column(sheet)
    maximum = _maximum_column(sheet, options)
    grade = demanded(sheet, options.grade_column) if options.grade_column else maximum - 1
    if place_of(sheet, "Grade") is not None and not options.grade_column:
        grade = demanded(sheet, "Grade")
    email = place_of(sheet, "Email address")
    keys = [Key(id_, ("moodle", "moodle_id"), number_of)]
    if email is not None:
        keys.append(Key(email, ("email",), caseless))
    return Layout(
        tuple(keys),
        grade,
        maxima(sheet, maximum),
        feedback=_feedback_column(sheet, options, maximum),
        reserved=_locks(sheet),
        has_decimal_comma=any("," in words and "." not in words for words in sheet.column(maximum)),
    )


def number_of(words: str) -> str:
    """The number of a participant, of `Participant 1234567` or of itself."""
    found = PERSON.fullmatch(words.strip())
    return found[1] if found else ""


def _id_column(sheet: Sheet) -> int:
    named = place_of(sheet, "Identifier")
    if named is not None:
        return named
    for column in range(len(sheet.header)):
        words = [each for each in sheet.column(column) if each]
        alike = {PERSON.fullmatch(each) and re.sub(r"\d+", "", each) for each in words}
        if len(alike) == 1 and alike not in ({None}, {""}) and len(set(words)) == len(words):
            return column
    raise TargetError(f"No column of {sheet.file} holds Moodle's identifiers, such as `Participant 1234567`.", OPTIONS)


def _maximum_column(sheet: Sheet, options: FillOptions) -> int:
    """The column after the grades whose cells all hold the same number."""
    named = place_of(sheet, "Maximum grade")
    if named is not None:
        return named
    after = demanded(sheet, options.grade_column) + 1 if options.grade_column else 1
    candidates = [c for c in range(after, len(sheet.header)) if _is_maximum(sheet.column(c))]
    if options.grade_column:
        candidates = [c for c in candidates if c == after]
    if len(candidates) == 1:
        return candidates[0]
    what = "no column" if not candidates else "several columns"
    raise TargetError(
        f"{sheet.file} has {what} with the maximum grade, one number for all.",
        "Is it graded by a scale? Then set the assignment to points. Otherwise: " + OPTIONS,
    )


def _is_maximum(words: list[str]) -> bool:
    numbers = {number_in(each) for each in words}
    return len(numbers) == 1 and (numbers.pop() or 0) > 0


def _feedback_column(sheet: Sheet, options: FillOptions, maximum: int) -> int | None:
    if options.feedback_column:
        return demanded(sheet, options.feedback_column)
    named = place_of(sheet, "Feedback comments")
    if named is None and not recognises(sheet.header) and maximum + AFTER_MAXIMUM == len(sheet.header) - 1:
        return maximum + AFTER_MAXIMUM
    return named


def _locks(sheet: Sheet) -> Callable[[int], str]:
    column = place_of(sheet, "Grade can be changed")

    def reserved(row: int) -> str:
        is_locked = column is not None and sheet.value(row, column).casefold() == "no"
        return "Moodle says that the grade cannot be changed" if is_locked else ""

    return reserved
