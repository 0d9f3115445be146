"""Submission times from a platform's own list, for platforms whose zip has none."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from dropgrade.classroom.book import Book
from dropgrade.classroom.gradebooks.sheet import Sheet
from dropgrade.classroom.grades import LeftOut
from dropgrade.classroom.roster import Roster, id_columns, plain_header, plain_id
from dropgrade.classroom.rows import Student
from dropgrade.errors import TargetError

SUFFIX = ".csv"
TIMES = ("submitted_at", "last_modified_submission", "submission_timestamp", "submission_time", "timestamp")
"""The columns with times: our own, and those of Moodle, GitHub Classroom, Gradescope and nbgrader."""
FORMATS = (
    "%A, %d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M", "%A, %B %d, %Y, %I:%M %p", "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%d %H:%M:%S %Z", "%d.%m.%Y %H:%M", "%m/%d/%Y %I:%M %p",
)  # fmt: skip
NOTHING = ("", "-")
HINT = f"A list of times has a column of ids and one called {TIMES[0]}."


def take_times(book: Book, file: Path, roster: Roster | None) -> tuple[int, list[LeftOut]]:
    """Set the time of each student's latest submission from a list; returns how many, and the rows left out.

    Raises `TargetError` if the file is not such a list.
    """
    sheet = Sheet(file)
    header = [plain_header(name) for name in sheet.header]
    when = next((header.index(name) for name in TIMES if name in header), None)
    ids = _ids(header)
    if when is None or not ids:
        raise TargetError(f"{file} has no times of submissions: it has {', '.join(sheet.header)}.", HINT)
    known = {plain_id(student.id): student for student in book.students()}
    found, left = 0, list[LeftOut]()
    for row in range(1, len(sheet.rows)):
        words = sheet.value(row, when)
        if words in NOTHING:
            continue
        person = {name: sheet.value(row, column) for name, column in ids.items() if sheet.value(row, column)}
        student = roster.find(person) if roster else _by_own_id(person, known)
        time = _time(words)
        if isinstance(student, Student) and time is not None:
            book.set_time(student.id, time)
            found += 1
        else:
            reason = student if isinstance(student, str) else f"the time {words!r} is not understood."
            left.append(LeftOut(f"{file}, line {sheet.line(row)}", reason))
    return found, left


def _ids(header: list[str]) -> dict[str, int]:
    """The columns with ids, by what each is called in a roster; `Identifier` is Moodle's own in Moodle's list."""
    ids = id_columns(header)
    if "identifier" in header and "last_modified_submission" in header:
        ids = {name: n for name, n in ids.items() if n != header.index("identifier")}
        ids["moodle"] = header.index("identifier")
    return ids


def _by_own_id(person: Mapping[str, str], known: Mapping[str, Student]) -> Student | str:
    found = [known[plain_id(value)] for value in person.values() if plain_id(value) in known]
    return found[0] if found else f"{', '.join(person.values())} has handed nothing in."


def _time(words: str) -> datetime | None:
    """A time as platforms write it; without an offset, in the time zone of this machine."""
    with suppress(ValueError):
        time = datetime.fromisoformat(words.replace(" UTC", "+00:00"))
        return time if time.tzinfo else time.astimezone()
    for form in FORMATS:
        with suppress(ValueError):
            time = datetime.strptime(words, form)  # noqa: DTZ007 - made aware below
            return time if time.tzinfo else time.astimezone()
    return None
