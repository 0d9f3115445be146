"""A summary of how a file of grades was filled, for the person who is about to upload it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dropgrade.classroom.gradebooks.row_filling import NOTHING, Filling
from dropgrade.classroom.grades import StudentGrade
from dropgrade.screen.text import many, printable

MOST = 12
"""How many names are listed; the rest are counted."""


def account(filling: Filling) -> Iterator[str]:
    """Lines for a terminal: what was filled, and every student and row that was not."""
    yield f"{many(filling.filled, 'grade')} filled in."
    for reason, students in filling.withheld.items():
        advice = " (--zeros writes 0)" if reason == NOTHING else ""
        yield f"{many(len(students), 'student')} without a grade, because {reason}{advice}: {_people(students)}"
    if filling.rowless:
        yield f"{many(len(filling.rowless), 'grade')} without a row in the file: {_people(filling.rowless)}"
    for reason, rows in filling.left.items():
        yield f"{many(len(rows), 'row')} left as found, because {reason}: {_some(rows)}"
    if filling.changed:
        changes = [f"{c.student.id} {c.before} → {c.after}" for c in filling.changed]
        yield f"{many(len(changes), 'grade')} changed from what the file said: {_some(changes)}"
    if filling.above:
        grades = many(len(filling.above), "grade")
        yield f"{grades} above the maximum, which Moodle leaves out: {_people(filling.above)}"
    if filling.kept_feedback:
        cells = many(filling.kept_feedback, "cell")
        yield f"{cells} of feedback kept, because they had words already (--replace-feedback overwrites them)."


def is_complete(filling: Filling) -> bool:
    """Whether every grade that there is to give was given."""
    is_open = any(reason != NOTHING for reason in filling.withheld)
    return not (filling.rowless or is_open)


def _people(students: Sequence[StudentGrade]) -> str:
    return _some([f"{s.id} {s.name}".strip() for s in students])


def _some(words: Sequence[str]) -> str:
    rest = f", and {len(words) - MOST} more" if len(words) > MOST else ""
    return printable("; ".join(words[:MOST])) + rest
