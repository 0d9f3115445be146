"""A person's decisions on single grades: `overrides.csv` beside the book, which grading never overwrites."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from dropgrade.classroom.gradebooks.sheet import Sheet
from dropgrade.classroom.roster import Roster
from dropgrade.errors import TargetError
from dropgrade.screen.text import points
from dropgrade.submission.targets import one_of

FILE = "overrides.csv"
COLUMNS = ("student", "problem", "score", "points", "comment", "by", "file")
NEEDED = ("student", "problem")
HINT = "Its columns are student, problem, score or points, comment, by, and file where one of several counts."


@dataclass(frozen=True, slots=True)
class Override:
    """A person's decision on a student's problem: `change` is added if it `is_relative`, else it is the score.

    `file` names the file that counts, where several were handed in.
    """

    student: str
    problem: str
    change: float | None = None
    is_relative: bool = False
    comment: str = ""
    by: str = ""
    file: str = ""

    def applied_to(self, score: float, max_score: float) -> float:
        """The score after the override, from 0 to the problem's `max_score`."""
        if self.change is None:
            return score
        return min(max(0.0, score + self.change), max_score) if self.is_relative else self.change


Overrides = dict[tuple[str, str], Override]


def read_overrides(folder: Path, max_scores: Mapping[str, float], roster: Roster) -> Overrides:
    """The overrides in a folder by student and problem; none where there is no file.

    `max_scores` has the maximum score of each problem that is graded.

    Raises `TargetError` with the first fault and its line.
    """
    file = folder / FILE
    if not file.exists():
        return {}
    sheet = Sheet(file)
    header = [name.casefold() for name in sheet.header]
    for name in header:
        if name not in COLUMNS:
            _refuse(sheet, 0, f"the column {name!r} is unknown")
    if missing := [name for name in NEEDED if name not in header]:
        _refuse(sheet, 0, f"there is no column {missing[0]!r}")
    found: Overrides = {}
    for row in range(1, len(sheet.rows)):
        values = {name: sheet.value(row, n) for n, name in enumerate(header)}
        override = _override(sheet, row, values, max_scores, roster)
        if (override.student, override.problem) in found:
            _refuse(sheet, row, f"{override.student} and {override.problem} are there twice")
        found[override.student, override.problem] = override
    return found


def _override(
    sheet: Sheet, row: int, values: dict[str, str], max_scores: Mapping[str, float], roster: Roster
) -> Override:
    student = roster.with_id(values["student"])
    if isinstance(student, str):
        _refuse(sheet, row, student)
    word = values["problem"]
    problem = one_of(list(max_scores), word)
    if problem is None:
        _refuse(sheet, row, f"{word!r} is no problem that is graded: {', '.join(max_scores)}")
    given = [values[name] for name in ("score", "points") if values.get(name)]
    if len(given) > 1 or not (given or values.get("comment") or values.get("file")):
        _refuse(sheet, row, "a row gives either a score or points, or at least a comment or a file")
    change, is_relative = _number(sheet, row, given[0]) if given else (None, False)
    if change is not None and change > max_scores[problem]:
        _refuse(sheet, row, f"{given[0]} is more than the {points(max_scores[problem])} points of {problem}")
    return Override(
        student.id,
        problem,
        change,
        is_relative,
        values.get("comment", ""),
        values.get("by", ""),
        values.get("file", ""),
    )


def _number(sheet: Sheet, row: int, word: str) -> tuple[float, bool]:
    """A score, or with a sign what is added to it."""
    try:
        value = float(word.replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        _refuse(sheet, row, f"{word!r} is no number of points")
    return value, word[0] in "+-"


def _refuse(sheet: Sheet, row: int, message: str) -> NoReturn:
    raise TargetError(f"{sheet.file}, line {sheet.line(row)}: {message}.", HINT)
