"""The layout of a file of grades: the columns of the ids, the grade and its maximum."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from dropgrade.classroom.gradebooks.sheet import Sheet
from dropgrade.errors import TargetError

Reading = Callable[[str], str]
"""Normalises an id from a cell or a roster, so that ids can be compared."""


@dataclass(frozen=True, slots=True)
class FillOptions:
    """The user's options beside the format: names of columns, the assignment, the problems that count."""

    id_column: str = ""
    grade_column: str = ""
    feedback_column: str = ""
    assignment: str = ""
    problems: tuple[str, ...] = ()
    zeros: bool = False
    replaces_feedback: bool = False


def as_written(words: str) -> str:
    """An id as it is, without spaces around it."""
    return words.strip()


def caseless(words: str) -> str:
    """An e-mail address or a login in lower case, because no system distinguishes their case."""
    return words.strip().casefold()


@dataclass(frozen=True, slots=True)
class Key:
    """A column that says who a row is for, and the roster's columns that say the same, the first one that has it."""

    column: int
    roster: tuple[str, ...]
    reading: Reading = as_written


@dataclass(frozen=True, slots=True)
class Sums:
    """A student's points before and after lateness and overrides, scaled to the maximum of a row."""

    raw: float
    score: float
    maximum: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a file that matter.

    `maximum` gives what a row is graded out of, None for points as they are; `reserved` says why a row's grade must be
    left alone, or is empty; `others` are columns beside the grade; `passed_over` are rows without a student.
    """

    keys: tuple[Key, ...]
    grade: int
    maximum: Callable[[int], float | None]
    feedback: int | None = None
    reserved: Callable[[int], str] = lambda _: ""
    others: Mapping[int, Callable[[Sums], float]] = field(default_factory=dict)
    passed_over: frozenset[int] = frozenset()
    has_decimal_comma: bool = False
    blanks: frozenset[str] = frozenset({""})
    """The contents of a cell without a grade."""


def place_of(sheet: Sheet, *names: str) -> int | None:
    """The column of the first of these names that the header has; case does not matter."""
    header = [name.casefold() for name in sheet.header]
    return next((header.index(name.casefold()) for name in names if name.casefold() in header), None)


def demanded(sheet: Sheet, name: str) -> int:
    """The column of a name; raises `TargetError` where the header has none or several."""
    found = [number for number, each in enumerate(sheet.header) if each.casefold() == name.strip().casefold()]
    if len(found) == 1:
        return found[0]
    count = "no column" if not found else f"{len(found)} columns"
    raise TargetError(f"{sheet.file} has {count} {name!r}.", f"Its columns are: {listed(sheet.header)}.")


def named_column(sheet: Sheet, named: str, *names: str) -> int | None:
    """The column that the user named, else the first that has one of these names."""
    return demanded(sheet, named) if named else place_of(sheet, *names)


def listed(words: Sequence[str]) -> str:
    """A list of words in one line, cut if it is too long."""
    most = 30
    return ", ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")


def number_in(words: str) -> float | None:
    """The number that a cell says, with a decimal point or a decimal comma; None for anything else.

    A comma before exactly three digits parts thousands.
    """
    plain = re.sub(r"[\s\u00a0\u202f']", "", words)
    if not re.fullmatch(r"-?[\d.,]*\d[\d.,]*", plain):
        return None
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+", plain):
        return float(plain.replace(",", ""))
    whole, sign, rest = plain.replace(",", ".").rpartition(".")
    try:
        return float(whole.replace(".", "") + sign + rest)
    except ValueError:
        return None


def maxima(sheet: Sheet, column: int) -> Callable[[int], float]:
    """The maximum of each row, from a column; a row that leaves it out has that of the others."""
    numbers = {number_in(words) for words in sheet.column(column) if words}
    common = next(iter(numbers)) if len(numbers) == 1 else None

    def maximum(row: int) -> float:
        words = sheet.value(row, column)
        number = number_in(words) if words else common
        if number is None or number <= 0:
            place = f"{sheet.file}, line {sheet.line(row)}"
            raise TargetError(f"{place}: {words!r} is not a maximum to scale a score to.", "Write the maximum there.")
        return number

    return maximum
