"""The readers of what an instructor keeps of a class, and of what platforms hand over."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from dropgrade.classroom.cluster.result_schema import validate_reply
from dropgrade.classroom.gradebooks import FORMATS, filled
from dropgrade.classroom.gradebooks.layout import FillOptions
from dropgrade.classroom.gradebooks.sheet import Sheet
from dropgrade.classroom.grades import ClassGrades, ProblemGrade, StudentGrade
from dropgrade.classroom.intake.arrivals import Arrival
from dropgrade.classroom.intake.gradescope_export import read_metadata
from dropgrade.classroom.intake.unpacking import TooMuch, content, unpacked
from dropgrade.classroom.intake.zip_reading import BadArchive, entries_of, opened_zip
from dropgrade.classroom.overrides import read_overrides
from dropgrade.classroom.policy_file import read_policy
from dropgrade.classroom.roster import read_roster
from dropgrade.classroom.stored_report import restored, stored
from dropgrade.course.course import Course
from dropgrade.errors import DropgradeError, GraderFault
from dropgrade.quiz.format.reading import examine_quiz
from dropgrade.quiz.marking_file import answers_in
from tests.classroom import gradebook_files
from tests.conftest import ROOT
from tests.fuzz.noise import Reader
from tests.fuzz.running import in_file
from tests.fuzz.signs import CELLS_FORM, JSON, JSON_FORM, LINES_FORM, TABLE, TOML, TOML_FORM, TOML_PLACES

PEOPLE = b"sid,name,email,section\n1,A B,a@b.c,x\n2,C,c@d.e,y\n"
OVERRIDES = b'student,problem,score,comment,by,file\n1,p01_a,7.5,"Right, see",AB,\na@b.c,p02,+1,,AB,\n2,p01,,,,a.py\n'
SUBMISSIONS = b":submission_1:\n  :submitters:\n  - :name: A\n    :sid: '1'\n  :created_at: 2026-01-01 00:00:00 Z\n"
POLICY = b"""due = 2026-11-20T23:59:00+01:00
attempt = "last"
grace_minutes = 15
show_inputs_from = 2026-12-01
[due_dates]
p01 = 2026-11-27T23:59:00+01:00
[late]
per_day = 10
of = "score"
at_most = 50
free_days = 2
[[extension]]
column = "section"
value = "B"
days = 2
problems = ["p01"]
[groups]
column = "section"
"""
STEPS = b"[late]\nsteps = [[1, 10], [3, 50]]\n"
STUDENTS = tuple(
    StudentGrade(
        number, name, (ProblemGrade("p01_a", "A", 7.5, 10.0, late_days=1.5, comment="=1"),),
        {"sid": number, "moodle": number, "email": f"{number}@b.c", "github": name, "canvas": number},
    )
    for number, name in (("1", "Ann Öz"), ("2", "B, C"))
)  # fmt: skip
GRADES = ClassGrades("a", "1", STUDENTS)


def _overrides(file: Path) -> object:
    roster = file.with_name("roster.csv")
    roster.write_bytes(PEOPLE)
    return read_overrides(file.parent, {"p01_a": 10.0, "p02_b": 5.0}, read_roster(roster))


def _gradebook(file: Path) -> object:
    header = Sheet(file).header
    form = next((name for name, each in FORMATS.items() if each.recognises(header)), "csv")
    return filled(GRADES, form, file, FillOptions(assignment="ps1" if form == "nbgrader" else "Dropout 1 (90210)"))


def _zip(data: bytes) -> object:
    """A zip that a student handed in: what it lists, and all that is in it, zips in it included."""
    try:
        with opened_zip(io.BytesIO(data), is_handed_in=True) as archive:
            files = [(each.path, each) for each in entries_of(archive)]
            with unpacked(Arrival("a", (), files=files)) as found:
                return [content(entry, 10_000) for _, entry in found.files], found.left
    except (BadArchive, TooMuch) as error:
        raise DropgradeError(str(error), "") from None


def zips() -> list[bytes]:
    """A zip as students make them, packed and stored, and one within another."""
    made = []
    for packing, inner in (
        (zipfile.ZIP_DEFLATED, b"x = 1\n" * 30),
        (zipfile.ZIP_STORED, b"y"),
        (zipfile.ZIP_BZIP2, b"z"),
    ):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", packing) as archive:
            for name in ("a/p03/inverted_scaling.py", "ä.py", "__MACOSX/a", "b.zip"):
                archive.writestr(name, made[-1] if made and name == "b.zip" else inner)
        made.append(stream.getvalue())
    return made


def _reply(data: bytes) -> object:
    """What a worker of a cluster sends."""
    try:
        reply = json.loads(data)
    except (ValueError, RecursionError):
        raise DropgradeError("no JSON", "") from None
    validate_reply(reply, lambda words: GraderFault(words, ""))
    return [stored(restored(result["report"])) for result in reply["results"]]


def replies() -> list[bytes]:
    """A reply with the report on one program."""
    details = {
        "message": "a", "what": "b", "messages": ["a"], "candidates": ["c"], "follows_from": [], "doubt": "",
        "credit": 0.5, "fact": ["n", [3, 10], [1.5], "ValueError", ""], "location": [3, "f", "x = 1"], "path": [],
        "explanation": None, "example": [[[1.0]], [[2.0]]],
    }  # fmt: skip
    check = {
        "check": "a", "title": "A", "outcome": "fail", "points": 0, "max_points": 5, "message": "a",
        "explanation": "", "observed": "o", "expected": "e", "mistakes": ["m"], "output": "", "credited": "",
        "details": details,
    }  # fmt: skip
    report = {
        "problem": "p01_a", "title": "A", "outcome": "fail", "score": 0, "max_score": 5, "capped_by": [],
        "source": "a.py", "sha256": "0" * 64, "checks": [check], "to_be_read": 0, "details": {"essential": ["a"]},
    }  # fmt: skip
    return [json.dumps({"results": [{"place": 0, "report": report, "text": "x"}], "fault": None}).encode()]


def class_readers() -> dict[str, Reader]:
    """These readers by their names."""
    policy = in_file("policy.toml", lambda file: read_policy(file.parent, ["p01_a", "p03_b"], ["section", "group"]))
    quiz, _ = examine_quiz(Course(ROOT, ROOT), "q03_scaling")
    assert quiz is not None
    made = gradebook_files
    writers = (made.moodle, made.moodle_in_german, made.canvas, made.gradescope, made.github, made.nbgrader)
    books = [write(STUDENTS) for write in writers]
    answers = "# mine\n" + "".join(f"{question.id}: a\n" for question in quiz.questions)
    return {
        "roster": Reader(in_file("roster.csv", read_roster), [PEOPLE], TABLE, (), CELLS_FORM),
        "policy": Reader(policy, [POLICY, STEPS], TOML, TOML_PLACES, TOML_FORM),
        "overrides": Reader(in_file("overrides.csv", _overrides), [OVERRIDES], TABLE, (), CELLS_FORM),
        "gradebook": Reader(in_file("book.csv", _gradebook), books, TABLE, (), CELLS_FORM),
        "gradescope": Reader(
            lambda data: read_metadata(data.decode("utf-8", "replace")), [SUBMISSIONS],
            [*TOML, *JSON, b":submission_2:\n", b"- :sid: "], (), LINES_FORM,
        ),
        "answers": Reader(
            lambda data: answers_in(quiz, data.decode("utf-8", "replace").splitlines(), "q01"), [answers.encode()],
            TABLE, (), LINES_FORM,
        ),
        "zip": Reader(
            _zip, zips(),
            [b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"\xff\xff\xff\xff", b"\x00\x00", b"../", b"\x01"],
        ),
        "reply": Reader(_reply, replies(), JSON, (), JSON_FORM),
    }  # fmt: skip
