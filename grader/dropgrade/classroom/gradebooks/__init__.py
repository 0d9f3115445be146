"""Grades in the files of learning platforms: one module per format, which says where the columns are.

A format has `recognises(header)` and `layout(sheet, options)`; one that can be written without a file of the platform's
has `rows(grades, options)`, too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dropgrade.classroom.gradebooks import (
    canvas_gradebook,
    github_grades,
    gradescope_scores,
    moodle_worksheet,
    nbgrader_scores,
    plain_csv,
)
from dropgrade.classroom.gradebooks.layout import FillOptions, Layout
from dropgrade.classroom.gradebooks.row_filling import Filling, fill
from dropgrade.classroom.gradebooks.sheet import Sheet
from dropgrade.classroom.grades import ClassGrades
from dropgrade.errors import TargetError
from dropgrade.submission.targets import one_of

Table = tuple[Sequence[str], list[list[str]]]


@dataclass(frozen=True, slots=True)
class Format:
    """A platform's file of grades."""

    recognises: Callable[[list[str]], bool]
    layout: Callable[[Sheet, FillOptions], Layout]
    rows: Callable[[ClassGrades, FillOptions], Table] | None = None


FORMATS = {
    "moodle": Format(moodle_worksheet.recognises, moodle_worksheet.layout),
    "canvas": Format(canvas_gradebook.recognises, canvas_gradebook.layout),
    "gradescope": Format(gradescope_scores.recognises, gradescope_scores.layout),
    "github": Format(github_grades.recognises, github_grades.layout),
    "nbgrader": Format(nbgrader_scores.recognises, nbgrader_scores.layout, nbgrader_scores.rows),
    "csv": Format(plain_csv.recognises, plain_csv.layout, plain_csv.rows),
}
"""The formats by the word of `--to`."""


def filled(grades: ClassGrades, form: str, file: Path, options: FillOptions) -> tuple[bytes, Filling]:
    """A platform's own file with the grades in it, and what became of its rows; the file itself is only read.

    Raises `TargetError` if the file belongs to another platform, or if filling it would create something there.
    """
    options = _with_whole_names(grades, options)
    sheet = Sheet(file)
    likely = next((name for name, each in FORMATS.items() if each.recognises(sheet.header)), form)
    if form not in {likely, "csv"}:
        raise TargetError(f"{file} looks like a file of {likely}, not of {form}.", f"Try --to {likely}.")
    filling = fill(sheet, FORMATS[form].layout(sheet, options), grades.students, options)
    return sheet.to_bytes(), filling


def written(grades: ClassGrades, form: str, options: FillOptions) -> tuple[bytes, int]:
    """A new file, in UTF-8 with the mark by which spreadsheets know it, and how many students have a row there.

    Raises `TargetError` where the platform's own file is needed.
    """
    options = _with_whole_names(grades, options)
    make = FORMATS[form].rows
    if make is None:
        raise TargetError(
            f"Grades for {form} are filled into the file that {form} gives you.",
            "Export it there, and name it: --fill FILE.",
        )
    header, rows = make(grades, options)
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode("utf-8-sig"), len(rows)


def _with_whole_names(grades: ClassGrades, options: FillOptions) -> FillOptions:
    """The options with the problems by their whole names; raises `TargetError` for one that was not graded."""
    known = list(dict.fromkeys(p.problem for s in grades.students for p in s.problems))
    found = [one_of(known, word) for word in options.problems]
    if None in found:
        unknown = options.problems[found.index(None)]
        raise TargetError(f"No grade is for {unknown!r}.", f"Graded were: {', '.join(known) or 'no problems'}.")
    return replace(options, problems=tuple(name for name in found if name))
