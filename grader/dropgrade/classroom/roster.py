"""The students of a class, and which of them an id belongs to: never matched by name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dropgrade.classroom.gradebooks.sheet import Sheet
from dropgrade.classroom.grades import LeftOut
from dropgrade.classroom.lateness import value_of
from dropgrade.classroom.rows import Student
from dropgrade.errors import TargetError

OWN = ("sid", "student_id", "id", "email")
"""Columns for the roster's own id; the first one present is used."""
SYSTEMS = ("moodle", "canvas", "github", "gradescope")
ALIASES = {
    "sid": "sid", "student_id": "student_id", "studentid": "student_id", "id": "id", "id_number": "sid",
    "sis_user_id": "sid", "identifier": "sid", "roster_identifier": "sid", "matriculation_number": "sid",
    "email": "email", "e_mail": "email", "email_address": "email", "moodle": "moodle", "moodle_id": "moodle",
    "canvas": "canvas", "canvas_id": "canvas", "github": "github", "github_username": "github",
    "gradescope": "gradescope", "gradescope_id": "gradescope",
}  # fmt: skip
"""The names of columns with ids, in lower case and with underscores."""
BY_SYSTEM = {
    "moodle": ("moodle",), "canvas": ("canvas",), "github": ("github",), "gradescope": ("gradescope",),
    "sid": ("sid", "student_id", "id"), "email": ("email",), "nbgrader": (*OWN, "github"), "any": (*OWN, *SYSTEMS),
}  # fmt: skip
"""The columns that an id of a system is looked up in."""
NAMES = ("name", "full_name", "student", "student_name")
FIRST = ("first", "first_name", "firstname", "given_name")
LAST = ("last", "last_name", "lastname", "surname", "family_name")
WORDS = re.compile(r"[^\w.@+-]+|_")
HINT = f"Name a column of ids {', '.join(OWN)}."


@dataclass(slots=True)
class Roster:
    """The students in order, and by each of their ids; `left` are rows that cannot be used."""

    students: list[Student] = field(default_factory=list)
    by_id: dict[str, dict[str, list[Student]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    left: list[LeftOut] = field(default_factory=list)
    group_column: str = ""
    """The column of groups: an id that a whole group shares is not ambiguous."""

    def _is_one_group(self, students: Sequence[Student]) -> bool:
        groups = {value_of(student.roster, self.group_column) for student in students} if self.group_column else set()
        return len(groups) == 1 and groups != {""}

    def add(self, student: Student, ids: Mapping[str, str]) -> None:
        """Add a student with the ids of each column."""
        self.students.append(student)
        for column, value in ids.items():
            if value:
                self.by_id[column][plain_id(value)].append(student)

    def find(self, person: Mapping[str, str]) -> Student | str:
        """The student with these ids, or the reason why there is none."""
        found = {s.id: s for system, value in person.items() for s in self._with(system, value)}
        shown = ", ".join(f"{system} {value}" if system != "any" else value for system, value in person.items())
        if not person:
            return "nothing says who handed it in."
        if len(found) > 1 and self._is_one_group(list(found.values())):
            return next(iter(found.values()))
        if len(found) > 1:
            return f"{shown} could be {len(found)} students of the roster: {', '.join(found)}."
        if not found:
            return f"{shown} is no student of the roster."
        return next(iter(found.values()))

    def with_id(self, value: str) -> Student | str:
        """The student with an id of any kind, or the reason why there is none."""
        found = {s.id: s for s in self._in_columns((*OWN, *SYSTEMS), value)}
        own = [s for s in found.values() if plain_id(s.id) == plain_id(value)]
        if len(own or found) != 1:
            return f"{value!r} is no student of the roster" if not found else f"{value!r} could be {', '.join(found)}"
        return (own or list(found.values()))[0]

    def is_student(self, name: str) -> bool:
        """Whether a name holds the id of a student."""
        return bool(self._with("any", name))

    def _with(self, system: str, value: str) -> list[Student]:
        columns = [c for c in BY_SYSTEM.get(system, OWN) if c in self.by_id]
        found = self._in_columns(columns or OWN, value)  # the roster may have no column for the system
        if system == "any" and not found:  # words of a name may be the roster's own ids, but not logins
            return [s for word in WORDS.split(value) for s in self._in_columns(OWN, word)]
        return found

    def _in_columns(self, columns: Sequence[str], value: str) -> list[Student]:
        return [s for c in columns if c in self.by_id for s in self.by_id[c].get(plain_id(value), ())]


def plain_id(value: str) -> str:
    """An id as it is compared: `Participant 1234567` of Moodle is 1234567, and case does not count."""
    return re.sub(r"^Participant\s+", "", value.strip(), flags=re.IGNORECASE).casefold()


def read_roster(file: Path) -> Roster:
    """The roster in a CSV file; raises `TargetError` where it has no column of ids."""
    sheet = Sheet(file)
    header = [plain_header(name) for name in sheet.header]
    columns = id_columns(header)
    own = next((columns[name] for name in OWN if name in columns), None)
    if own is None:
        raise TargetError(f"{file} has no column of ids: it has {', '.join(sheet.header)}.", HINT)
    roster, seen = Roster(), set[str]()
    for row in range(1, len(sheet.rows)):
        id_ = sheet.value(row, own)
        place = f"{file}, line {sheet.line(row)}"
        if not id_:
            roster.left.append(LeftOut(place, f"the row has no {sheet.header[own]}, so it belongs to no student."))
        elif plain_id(id_) in seen:
            roster.left.append(LeftOut(place, f"{id_} is in the roster twice; the first row counts."))
        else:
            seen.add(plain_id(id_))
            values = {name: sheet.value(row, n) for n, name in enumerate(sheet.header) if name}
            student = Student(id_, _name(header, sheet, row), values)
            roster.add(student, {name: sheet.value(row, n) for name, n in columns.items()})
    roster.left += _twins(roster, file)
    return roster


def roster_of(students: Iterable[Student]) -> Roster:
    """The roster of students that are in the book already."""
    roster = Roster()
    for student in students:
        ids = {
            ALIASES[plain_header(name)]: value
            for name, value in student.roster.items()
            if plain_header(name) in ALIASES
        }
        roster.add(student, ids or {"id": student.id})
    return roster


def _twins(roster: Roster, file: Path) -> list[LeftOut]:
    """Ids that several students have, so that submissions with them cannot be matched."""
    return [
        LeftOut(str(file), f"{column} {value} belongs to several students: {', '.join(s.id for s in students)}.")
        for column, values in roster.by_id.items()
        for value, students in values.items()
        if len(students) > 1
    ]


def id_columns(header: Sequence[str]) -> dict[str, int]:
    """The columns with ids by kind; of several of one kind, the first."""
    return {ALIASES[name]: n for n, name in reversed(list(enumerate(header))) if name in ALIASES}


def plain_header(name: str) -> str:
    """The name of a column as it is compared: small letters, with underscores for everything else."""
    return re.sub(r"\W+", "_", name.strip().casefold()).strip("_")


def _name(header: Sequence[str], sheet: Sheet, row: int) -> str:
    def first_of(names: Sequence[str]) -> str:
        return next((value for n in names if n in header and (value := sheet.value(row, header.index(n)))), "")

    return first_of(NAMES) or " ".join(filter(None, (first_of(FIRST), first_of(LAST))))
