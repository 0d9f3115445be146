"""Filling a file of grades: rows are matched by ids, and whatever cannot be filled is reported with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dropgrade.classroom.gradebooks.layout import FillOptions, Key, Layout, Sums, number_in
from dropgrade.classroom.gradebooks.sheet import Sheet
from dropgrade.classroom.gradebooks.words import number, safe, summary
from dropgrade.classroom.grades import ProblemGrade, StudentGrade
from dropgrade.errors import TargetError

NOTHING = "nothing that can be graded was handed in"
TINY = 1e-9
REVIEW = "a person has to review it first"
READ = "a person still has to give points for it"


@dataclass(frozen=True, slots=True)
class Change:
    """A grade in the file that was replaced by a different one."""

    student: StudentGrade
    before: str
    after: str


@dataclass(slots=True)
class Filling:
    """The result of filling a file: its rows and the students."""

    filled: int = 0
    changed: list[Change] = field(default_factory=list)
    withheld: dict[str, list[StudentGrade]] = field(default_factory=dict)
    """Students whose grade was not written, by reason."""
    left: dict[str, list[str]] = field(default_factory=dict)
    """Rows that were left alone, by reason: their line and whom they are for."""
    rowless: list[StudentGrade] = field(default_factory=list)
    """Students with a grade and without a row."""
    kept_feedback: int = 0
    above: list[StudentGrade] = field(default_factory=list)
    """Students with more points than the file has for them, which some platforms refuse."""


def counted(student: StudentGrade, options: FillOptions) -> tuple[ProblemGrade, ...]:
    """The problems that count, which are all unless some were named."""
    return tuple(p for p in student.problems if not options.problems or p.problem in options.problems)


def withheld(problems: Sequence[ProblemGrade], options: FillOptions) -> str:
    """Why a student gets no grade: a fault of the grader is never a zero, and missing work is one only if asked."""
    if any(problem.needs_review for problem in problems):
        return REVIEW
    if any(problem.to_be_read for problem in problems):
        return READ
    has_something = any(problem.report is not None or problem.overridden_by for problem in problems)
    return "" if has_something or options.zeros else NOTHING


def sums(problems: Iterable[ProblemGrade], maximum: float | None = None) -> Sums:
    """The points over some problems, scaled to a maximum."""
    every = list(problems)
    out_of = sum(p.max_score for p in every)
    scale = 1.0 if maximum is None or not out_of else maximum / out_of
    raw = sum(_raw(p) for p in every)
    return Sums(raw * scale, sum(p.score for p in every) * scale, out_of * scale)


def fill(sheet: Sheet, layout: Layout, students: Sequence[StudentGrade], options: FillOptions) -> Filling:
    """Fill the rows of those who have a grade; raises `TargetError` where two students have one id."""
    filling = Filling()
    rows = _rows_by_student(sheet, layout, students, filling)
    for student in students:
        problems = counted(student, options)
        reason = withheld(problems, options)
        if reason:
            filling.withheld.setdefault(reason, []).append(student)
        elif student.id not in rows:
            filling.rowless.append(student)
        else:
            _fill_row(sheet, layout, rows[student.id], student, options, filling)
    if filling.rowless and not rows:
        raise _strangers(sheet, layout)
    return filling


def _strangers(sheet: Sheet, layout: Layout) -> TargetError:
    """The error for a file in which no row is for a student of the class."""
    names = " and ".join(repr(sheet.header[key.column]) for key in layout.keys)
    columns = ", ".join(dict.fromkeys(name for key in layout.keys for name in key.roster))
    return TargetError(
        f"No row of {sheet.file} is for a student of this class, by the ids in {names}.",
        f"The roster needs a column with these ids, called one of: {columns}. Then grade with --roster again.",
    )


def _raw(problem: ProblemGrade) -> float:
    if problem.overridden_by or problem.report is None:
        return problem.score
    score = problem.report["score"]
    return float(score) if isinstance(score, int | float) else problem.score


def _rows_by_student(
    sheet: Sheet, layout: Layout, students: Sequence[StudentGrade], filling: Filling
) -> dict[str, int]:
    """The row of each student that has one; rows that match no student, or not clearly, are reported."""
    indexes = [_index(key, students) for key in layout.keys]
    found: dict[str, list[int]] = {}
    for row in range(1, len(sheet.rows)):
        if row in layout.passed_over:
            continue
        ids = {
            index.get(key.reading(sheet.value(row, key.column)))
            for key, index in zip(layout.keys, indexes, strict=True)
        }
        match sorted(ids - {None}, key=str):
            case [str() as only]:
                found.setdefault(only, []).append(row)
            case []:
                _leave(sheet, row, "no student of this class has its ids", filling)
            case _:
                _leave(sheet, row, "its ids are those of two students", filling)
    for rows in found.values():
        for row in rows if len(rows) > 1 else ():
            _leave(sheet, row, "several rows are for one student", filling)
    return {student: rows[0] for student, rows in found.items() if len(rows) == 1}


def _index(key: Key, students: Sequence[StudentGrade]) -> dict[str, str]:
    index: dict[str, str] = {}
    for student in students:
        words = key.reading(id_of(student, key.roster))
        if not words:
            continue
        if index.setdefault(words, student.id) != student.id:
            raise TargetError(
                f"The roster gives {words!r} to two students, {index[words]} and {student.id}.",
                "Correct the roster, and grade with it again.",
            )
    return index


def id_of(student: StudentGrade, columns: Iterable[str]) -> str:
    """The id in the first of these columns that the roster has; without a roster, the id that the work came with.

    `id` is the roster's own, whatever its column is called.
    """
    if not student.roster:
        return student.id
    known = {name.strip().casefold(): words for name, words in student.roster.items()} | {"id": student.id}
    return next((known[name] for name in columns if known.get(name)), "")


def _leave(sheet: Sheet, row: int, reason: str, filling: Filling) -> None:
    who = next((words for column in range(3) if (words := sheet.value(row, column))), "")
    filling.left.setdefault(reason, []).append(f"line {sheet.line(row)} ({who[:60]})")


def _fill_row(
    sheet: Sheet, layout: Layout, row: int, student: StudentGrade, options: FillOptions, filling: Filling
) -> None:
    if reason := layout.reserved(row):
        _leave(sheet, row, reason, filling)
        return
    problems = counted(student, options)
    total = sums(problems, layout.maximum(row))
    before, after = sheet.value(row, layout.grade), number(total.score, has_comma=layout.has_decimal_comma)
    sheet.put(row, layout.grade, after)
    for column, amount in layout.others.items():
        sheet.put(row, column, number(amount(total), has_comma=layout.has_decimal_comma))
    filling.filled += 1
    if total.score > total.maximum + TINY:
        filling.above.append(student)
    if before not in layout.blanks and number_in(before) != number_in(after):
        filling.changed.append(Change(student, before, after))
    if layout.feedback is not None:
        _fill_feedback(sheet, (row, layout.feedback), summary(problems), options, filling)


def _fill_feedback(sheet: Sheet, place: tuple[int, int], words: str, options: FillOptions, filling: Filling) -> None:
    """Write the feedback; words that are there already may be a person's."""
    there = sheet.value(*place)
    if there and there != words and not options.replaces_feedback:
        filling.kept_feedback += 1
    elif words:
        sheet.put(*place, safe(words))
