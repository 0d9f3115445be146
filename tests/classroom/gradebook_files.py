"""Files of grades as the platforms write them, and how the platforms read a returned file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from dropgrade.classroom.grades import StudentGrade

MOODLE = (
    "Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,Last modified (submission),"
    "Last modified (grade),Feedback comments"
)
MOODLE_IN_GERMAN = (
    "ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung;Bewertung kann geändert werden;"
    "Zuletzt geändert (Abgabe);Zuletzt geändert (Bewertung);Feedback als Kommentar"
)


def cell(words: object, delimiter: str = ",") -> str:
    """A cell, quoted where it has to be."""
    text = str(words)
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in f'{delimiter}"\n') else text


def lines(rows: Sequence[Sequence[object]], delimiter: str = ",") -> list[str]:
    """Rows as lines of CSV."""
    return [delimiter.join(cell(c, delimiter) for c in row) for row in rows]


def moodle(students: Sequence[StudentGrade], maximum: str = "10.00") -> bytes:
    """The worksheet of Moodle in English."""
    rows = [
        [f"Participant {s.roster['moodle']}", s.name, s.roster["email"], "Submitted", "", maximum, "Yes", "-", "-", ""]
        for s in students
    ]
    return "\ufeff".encode() + "\n".join([MOODLE, *lines(rows), ""]).encode()


def moodle_in_german(students: Sequence[StudentGrade], maximum: str = "20,00") -> bytes:
    """The same in German, with semicolons and Windows' line ends, and quotes around every name."""
    rows = [
        f'Teilnehmer/in{s.roster["moodle"]};"{s.name.replace(chr(34), chr(34) * 2)}";{s.roster["email"]};Abgegeben;'
        f";{maximum};Ja;-;-;"
        for s in students
    ]
    return "\r\n".join([MOODLE_IN_GERMAN, *rows, ""]).encode("cp1252")


def canvas(students: Sequence[StudentGrade], *, grades: Sequence[str] = (), delimiter: str = ",") -> bytes:
    """The gradebook of Canvas, with a row of posting, one of points, and the test student."""
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Quiz 1 (4)", "Dropout 1 (90210)", "Final Score"]
    given = [*grades, *[""] * len(students)]
    rows = [
        head,
        ["", "", "", "", "", "", "Manual Posting", "(read only)"],
        ["    Points Possible", "", "", "", "", "5", "30", "(read only)"],
        *[
            [s.name, s.roster["canvas"], s.roster["sid"], s.roster["email"], "A", "3", g, "88.5"]
            for s, g in zip(students, given, strict=False)
        ],
        ["Student, Test", "99999", "", "", "A", "", "", ""],
    ]
    return "\n".join([*lines(rows, delimiter), ""]).encode()


def gradescope(students: Sequence[StudentGrade]) -> bytes:
    """The scores of Gradescope."""
    head = "First Name,Last Name,SID,Email,Sections,Total Score,Max Points,Status,Submission ID,Submission Time"
    rows = [["", s.name, s.roster["sid"], s.roster["email"], "", "", "10.0", "Ungraded", "7", ""] for s in students]
    return "\n".join([head, *lines(rows)]).encode()


def github(students: Sequence[StudentGrade]) -> bytes:
    """The grades of GitHub Classroom; a student who has not joined the roster has no identifier."""
    head = "assignment_name,github_username,roster_identifier,student_repository_name,points_awarded,points_available"
    rows = [
        ["D", s.roster["github"].upper(), s.roster["sid"] if n % 2 else "", "repo", 0, 100]
        for n, s in enumerate(students)
    ]
    return "\n".join([head, *lines(rows), ""]).encode()


def nbgrader(students: Sequence[StudentGrade]) -> bytes:
    """The scores of nbgrader, of two assignments."""
    head = (
        "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,score,"
        "max_score"
    )
    rows = [[a, "", "", s.id, s.name, "", "", 0.0, 0.0, 0.0, 10.0] for a in ("ps0", "ps1") for s in students]
    return "\n".join([head, *lines(rows), ""]).encode()


def read(content: bytes, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[list[str]]:
    """The rows as Python's own reader has them."""
    return list(csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=delimiter))


def as_moodle_reads(content: bytes, delimiter: str = ",", encoding: str = "utf-8-sig") -> dict[str, tuple[str, str]]:
    """Grade and feedback by participant, by Moodle's rules: the id is what follows the word for a participant."""
    head, *rows = read(content, encoding, delimiter)
    id_, grade, feedback = 0, 4, len(head) - 1
    found = {}
    for row in rows:
        if row:
            assert len(row) == len(head)
            number = re.sub(r"^\D+", "", row[id_])
            found[number] = (row[grade].replace(",", "."), row[feedback])
    return found


def as_canvas_reads(content: bytes, delimiter: str = ",") -> dict[str, str]:
    """Scores by id, by Canvas's rules: titles end with the id of an assignment, and two rows are not students."""
    head, *rows = read(content, delimiter=delimiter)
    column = next(n for n, name in enumerate(head) if re.fullmatch(r".*\(90210\)", name))
    people = [row for row in rows if "Points Possible" not in row[0] and any(cell.isdigit() for cell in row[1:2])]
    return {row[1]: row[column] for row in people}
