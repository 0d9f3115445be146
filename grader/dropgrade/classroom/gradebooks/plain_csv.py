"""A plain table of the class, and any CSV file whose columns the user names."""

from __future__ import annotations

from collections.abc import Sequence

from dropgrade.classroom.gradebooks.layout import FillOptions, Key, Layout, demanded, place_of
from dropgrade.classroom.gradebooks.row_filling import counted, sums, withheld
from dropgrade.classroom.gradebooks.sheet import Sheet
from dropgrade.classroom.gradebooks.words import number, safe
from dropgrade.classroom.grades import ClassGrades, StudentGrade
from dropgrade.errors import TargetError


def recognises(header: list[str]) -> bool:
    """No: any file could be one."""
    del header
    return False


def layout(sheet: Sheet, options: FillOptions) -> Layout:
    """Where the columns are that the user named; the ids are the roster's own."""
    if not (options.id_column and options.grade_column):
        raise TargetError(
            "Which columns of the file hold the ids, and which one takes the grades?",
            "Say it: --id-column NAME --grade-column NAME.",
        )
    id_, grade = demanded(sheet, options.id_column), demanded(sheet, options.grade_column)
    feedback = demanded(sheet, options.feedback_column) if options.feedback_column else place_of(sheet, "comment")
    return Layout((Key(id_, ("sid", "student_id", "id")),), grade, _unscaled, feedback=feedback)


def _unscaled(row: int) -> None:
    """Points are written as they are."""
    del row


def rows(grades: ClassGrades, options: FillOptions) -> tuple[Sequence[str], list[list[str]]]:
    """The header and a row for each student of the class; where there is no grade, `state` says why."""
    names = list(dict.fromkeys(p.problem for s in grades.students for p in counted(s, options)))
    header = ["id", "name", *names, "score", "max_score", "late_days", "comment", "state"]
    return header, [_row(student, names, options) for student in grades.students]


def _row(student: StudentGrade, names: Sequence[str], options: FillOptions) -> list[str]:
    problems = {p.problem: p for p in counted(student, options)}
    total, reason = sums(problems.values()), withheld(tuple(problems.values()), options)
    scores = [number(problems[name].score) if name in problems and not reason else "" for name in names]
    comments = "; ".join(f"{p.problem}: {p.comment}" for p in problems.values() if p.comment)
    late = max((p.late_days for p in problems.values()), default=0.0)
    end = [number(late), safe(" ".join(comments.split())), reason]
    return [
        safe(student.id),
        safe(student.name),
        *scores,
        "" if reason else number(total.score),
        number(total.maximum),
        *end,
    ]
