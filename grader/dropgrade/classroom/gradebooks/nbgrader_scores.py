"""The scores that nbgrader exports: a row for each student and assignment."""

from __future__ import annotations

from collections.abc import Sequence

from dropgrade.classroom.gradebooks.layout import (
    FillOptions,
    Key,
    Layout,
    Sums,
    caseless,
    demanded,
    listed,
    maxima,
    place_of,
)
from dropgrade.classroom.gradebooks.row_filling import counted, id_of, sums, withheld
from dropgrade.classroom.gradebooks.sheet import Sheet
from dropgrade.classroom.gradebooks.words import number, safe
from dropgrade.classroom.grades import ClassGrades, StudentGrade
from dropgrade.errors import TargetError

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
    "late_submission_penalty", "score", "max_score",
)  # fmt: skip


def recognises(header: list[str]) -> bool:
    """Whether these are the columns of such a file."""
    return {"assignment", "student_id", "raw_score", "score"} <= {name.casefold() for name in header}


def layout(sheet: Sheet, options: FillOptions) -> Layout:
    """Where everything is, in the rows of one assignment."""
    if not recognises(sheet.header):
        raise TargetError(f"{sheet.file} is not a file of scores of nbgrader.", "Write one by `nbgrader export`.")
    keys = [Key(demanded(sheet, options.id_column or "student_id"), ("sid", "student_id", "id"))]
    if (email := place_of(sheet, "email")) is not None:
        keys.append(Key(email, ("email",), caseless))
    penalty = place_of(sheet, "late_submission_penalty")
    others = {demanded(sheet, "raw_score"): _raw} | ({} if penalty is None else {penalty: _penalty})
    return Layout(
        tuple(keys),
        demanded(sheet, options.grade_column or "score"),
        maxima(sheet, demanded(sheet, "max_score")),
        others=others,
        passed_over=_foreign_rows(sheet, options),
        blanks=frozenset({"", "0", "0.0"}),
    )


def _raw(total: Sums) -> float:
    return total.raw


def _penalty(total: Sums) -> float:
    return max(0.0, total.raw - total.score)


def _foreign_rows(sheet: Sheet, options: FillOptions) -> frozenset[int]:
    """The rows of other assignments."""
    names = sheet.column(demanded(sheet, "assignment"))
    every = list(dict.fromkeys(names))
    chosen = options.assignment or (every[0] if len(every) == 1 else "")
    if chosen not in every:
        what = f"has no assignment {chosen!r}" if chosen else "has several assignments"
        raise TargetError(f"{sheet.file} {what}.", f"Say which, by --assignment NAME: {listed(every)}.")
    return frozenset(row for row, name in enumerate(names, 1) if name != chosen)


def rows(grades: ClassGrades, options: FillOptions) -> tuple[Sequence[str], list[list[str]]]:
    """A file of its own, for nbgrader's readers: the header, and a row for each student who has a grade."""
    given = [s for s in grades.students if not withheld(counted(s, options), options)]
    return COLUMNS, [_row(student, options, grades.course) for student in given]


def _row(student: StudentGrade, options: FillOptions, course: str) -> list[str]:
    problems = counted(student, options)
    total = sums(problems)
    stamps = [p.submitted_at for p in problems if p.submitted_at]
    person = [id_of(student, (name,)) if student.roster else "" for name in ("last", "first", "email")]
    texts = [options.assignment or course, "", max(stamps).isoformat(" ") if stamps else "", student.id, *person]
    amounts = (total.raw, _penalty(total), total.score, total.maximum)
    return [*map(safe, texts), *map(number, amounts)]
