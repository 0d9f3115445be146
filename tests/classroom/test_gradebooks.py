"""The platforms' own files are filled: grades where they belong, and every other byte as it was."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import replace
from pathlib import Path

import pytest

from dropgrade.classroom.gradebooks import filled, written
from dropgrade.classroom.gradebooks.layout import FillOptions, number_in
from dropgrade.classroom.gradebooks.row_filling import Filling
from dropgrade.classroom.gradebooks.words import number, safe
from dropgrade.classroom.grades import ClassGrades
from dropgrade.errors import TargetError
from tests.classroom import gradebook_files as files
from tests.classroom.sample_class import CLASS, HOSTILE, grade, student

EVERYBODY = CLASS.students
GIVEN = {"001": "10", "002": "5", "003": "4", "006": "6.68", "007": "1"}
"""Grades out of ten by the end of each id, a half rounded up."""


def give(
    form: str, content: bytes, tmp_path: Path, options: FillOptions | None = None, grades: ClassGrades = CLASS
) -> tuple[bytes, Filling]:
    """Fill a file, which itself has to stay as it is."""
    file = tmp_path / "theirs.csv"
    file.write_bytes(content)
    found = filled(grades, form, file, options or FillOptions())
    assert file.read_bytes() == content
    return found


def changed_cells(before: bytes, after: bytes, encoding: str, delimiter: str) -> set[int]:
    """The columns in which two files differ; the rest has to be the same to the byte."""
    columns = set()
    old, new = before.decode(encoding).splitlines(keepends=True), after.decode(encoding).splitlines(keepends=True)
    assert len(old) == len(new)
    for a, b in zip(old, new, strict=True):
        (cells_a,), (cells_b,) = (list(csv.reader([line], delimiter=delimiter)) for line in (a, b))
        assert len(cells_a) == len(cells_b)
        columns |= {n for n, (x, y) in enumerate(zip(cells_a, cells_b, strict=True)) if x != y}
        assert a[len(a.rstrip("\r\n")) :] == b[len(b.rstrip("\r\n")) :]
    return columns


# Each platform.


def test_a_worksheet_of_moodle(tmp_path: Path) -> None:
    """Grades and feedback reach their participants, and nothing else changes: the mark, the order, the dates."""
    before = files.moodle(EVERYBODY)
    after, filling = give("moodle", before, tmp_path)
    read = files.as_moodle_reads(after)
    assert {id_[-3:]: g for id_, (g, _) in read.items() if g} == GIVEN
    assert "The survivors keep their size." in read["1234003"][1]
    assert read["1234004"] == read["1234005"] == ("", "")
    assert after.startswith(b"\xef\xbb\xbf")
    assert changed_cells(before, after, "utf-8-sig", ",") == {4, 9}
    assert filling.filled == 5


def test_a_worksheet_in_another_language(tmp_path: Path) -> None:
    """Columns are found by what they hold; encoding, delimiter, line ends, quotes and decimal commas stay."""
    people = [s for s in EVERYBODY if s.id != "3100003"]
    before = files.moodle_in_german(people)
    after, _ = give("moodle", before, tmp_path)
    read = files.as_moodle_reads(after, ";", "cp1252")
    assert {id_: g for id_, (g, _) in read.items() if g} == {
        "1234001": "20", "1234002": "10", "1234006": "13.35", "1234007": "2",
    }  # fmt: skip
    assert b";13,35;20,00;Ja" in after
    assert b"\r\n" in after
    assert after.replace(b"\r\n", b"").count(b"\n") == 0
    assert changed_cells(before, after, "cp1252", ";") == {4, 9}


def test_a_locked_grade_of_moodle_stays(tmp_path: Path) -> None:
    """Where Moodle says that a grade cannot be changed, the row is left and reported."""
    before = files.moodle(EVERYBODY).replace(b"Yes", b"No", 1)
    after, filling = give("moodle", before, tmp_path)
    assert files.as_moodle_reads(after)["1234001"] == ("", "")
    assert list(filling.left) == ["Moodle says that the grade cannot be changed"]


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_gradebook_of_canvas(delimiter: str, tmp_path: Path) -> None:
    """The named assignment alone is filled, scaled to its points; an excuse stays, and the test student is reported."""
    before = files.canvas(EVERYBODY, grades=["EX", "7"], delimiter=delimiter)
    after, filling = give("canvas", before, tmp_path, FillOptions(assignment="Dropout 1"))
    read = files.as_canvas_reads(after, delimiter)
    assert read == {
        "12001": "EX", "12002": "15", "12003": "12", "12004": "", "12005": "", "12006": "20.03", "12007": "3",
        "99999": "",
    }  # fmt: skip
    assert changed_cells(before, after, "utf-8", delimiter) == {6}
    assert [(c.student.id, c.before, c.after) for c in filling.changed] == [("3100002", "7", "15")]
    assert set(filling.left) == {"the gradebook says EX", "no student of this class has its ids"}


def test_the_scores_of_gradescope(tmp_path: Path) -> None:
    """Total Score is filled; a file without a last line end stays without one."""
    before = files.gradescope(EVERYBODY)
    after, _ = give("gradescope", before, tmp_path)
    assert {row[2][-3:]: row[5] for row in files.read(after)[1:] if row[5]} == GIVEN
    assert changed_cells(before, after, "utf-8", ",") == {5}
    assert not after.endswith(b"\n")


def test_a_row_without_a_maximum_is_like_the_others(tmp_path: Path) -> None:
    """Where a platform leaves the maximum out of a row, that of all other rows is taken."""
    before = files.gradescope(EVERYBODY).replace(b"10.0", b"20.0").replace(b"20.0", b"", 1)
    after, _ = give("gradescope", before, tmp_path)
    assert [row[5] for row in files.read(after)[1:3]] == ["20", "10"]


def test_the_grades_of_github(tmp_path: Path) -> None:
    """Rows are found by roster identifier, or by login where there is none, whatever the case of its letters."""
    before = files.github(EVERYBODY)
    after, _ = give("github", before, tmp_path)
    points = [row[4] for row in files.read(after)[1:]]
    assert points == ["100", "50", "40", "0", "0", "66.75", "10"]
    assert changed_cells(before, after, "utf-8", ",") == {4}


def test_the_scores_of_nbgrader(tmp_path: Path) -> None:
    """The rows of one assignment get the score before lateness, the penalty and the score."""
    before = files.nbgrader(EVERYBODY)
    after, _ = give("nbgrader", before, tmp_path, FillOptions(assignment="ps1"))
    rows = [row for row in files.read(after)[1:] if row[0] == "ps1"]
    assert [row[7:10] for row in rows if row[3] == "3100006"] == [["9", "2.33", "6.68"]]
    assert all(row[7:10] == ["0.0"] * 3 for row in files.read(after)[1:] if row[0] == "ps0")


def test_any_file_whose_columns_are_named(tmp_path: Path) -> None:
    """A university's own list is filled, in the columns that the user names, by the roster's ids."""
    before = "".join(f"x;{s.id};;old\r\n" for s in EVERYBODY)
    content = f"sep=;\r\nnote;Matrikel;Punkte;comment\r\n{before}".encode("utf-16")
    after, filling = give("csv", content, tmp_path, FillOptions(id_column="matrikel", grade_column="PUNKTE"))
    rows = files.read(after, "utf-16", ";")
    assert rows[0][0] == "sep="
    assert {row[1][-3:]: row[2] for row in rows[2:] if row[2]} == GIVEN
    assert filling.kept_feedback == 5


# New files.


@pytest.mark.parametrize("form", ["csv", "nbgrader"])
def test_a_file_of_its_own(form: str) -> None:
    """Where no file is filled, a new one has a row for each student, and no cell that a spreadsheet would run."""
    rows = files.read(written(CLASS, form, FillOptions())[0])
    table = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    by_id = {row.get("id") or row["student_id"]: row["score"] for row in table}
    assert {id_[-3:]: g for id_, g in by_id.items() if g} == GIVEN
    assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for value in row)


def test_the_state_says_why_there_is_no_grade() -> None:
    """Nothing handed in and a fault of the grader's are distinguished, and neither is a zero."""
    rows = csv.DictReader(io.StringIO(written(CLASS, "csv", FillOptions())[0].decode("utf-8-sig")))
    found = {row["id"]: (row["score"], row["state"]) for row in rows}
    assert found["3100004"] == ("", "nothing that can be graded was handed in")
    assert found["3100005"] == ("", "a person has to review it first")


def test_zeros_where_they_are_asked_for(tmp_path: Path) -> None:
    """With zeros, a student without work gets 0; one who waits for a review still gets no grade."""
    after, _ = give("moodle", files.moodle(EVERYBODY), tmp_path, FillOptions(zeros=True))
    read = files.as_moodle_reads(after)
    assert (read["1234004"][0], read["1234005"][0]) == ("0", "")


def test_some_problems_alone(tmp_path: Path) -> None:
    """Where problems are named, only those count."""
    both = ClassGrades("c", "1", (student(1, "A", grade(), grade("p04_more", test_rate=[], test_scale=[])),))
    everything, _ = give("moodle", files.moodle(both.students), tmp_path, grades=both)
    one, _ = give("moodle", files.moodle(both.students), tmp_path, FillOptions(problems=("p04",)), both)
    assert files.as_moodle_reads(everything)["1234001"][0] == "5.5"
    assert files.as_moodle_reads(one)["1234001"][0] == "1"


# Matching students.


def test_names_match_nobody(tmp_path: Path) -> None:
    """A row with a student's name and another id matches no student: names are never looked at."""
    content = (
        files.moodle(EVERYBODY[:1]).replace(b"Participant 1234001", b"Participant 1").replace(b"Student1@", b"other@")
    )
    others = files.moodle(EVERYBODY[1:]).partition(b"\n")[2]
    after, filling = give("moodle", content + others, tmp_path)
    assert files.as_moodle_reads(after)["1"] == ("", "")
    assert [s.id for s in filling.rowless] == ["3100001"]
    assert filling.left["no student of this class has its ids"] == ["line 2 (Participant 1)"]


def test_two_of_one_name_get_their_own_grades(tmp_path: Path) -> None:
    """Students of the same name are distinguished by their ids."""
    after, _ = give("moodle", files.moodle(EVERYBODY), tmp_path)
    read = files.as_moodle_reads(after)
    assert (read["1234006"][0], read["1234007"][0]) == ("6.68", "1")


def test_a_row_whose_ids_disagree_is_left(tmp_path: Path) -> None:
    """The number of one student and the address of another give neither a grade."""
    content = files.moodle(EVERYBODY).replace(b"Student2@", b"Student6@")
    after, filling = give("moodle", content, tmp_path)
    assert files.as_moodle_reads(after)["1234002"] == ("", "")
    assert filling.left["its ids are those of two students"] == ["line 3 (Participant 1234002)"]


def test_two_rows_for_one_student_are_left(tmp_path: Path) -> None:
    """Where two rows are for one student, neither is filled."""
    content = files.moodle([*EVERYBODY, EVERYBODY[0]])
    after, filling = give("moodle", content, tmp_path)
    assert {row[4] for row in files.read(after)[1:] if row[0] == "Participant 1234001"} == {""}
    assert len(filling.left["several rows are for one student"]) == 2
    assert [s.id for s in filling.rowless] == ["3100001"]


def test_a_roster_with_one_id_twice_is_refused(tmp_path: Path) -> None:
    """Two students with one id would get each other's grades."""
    twins = replace(CLASS, students=(EVERYBODY[0], replace(EVERYBODY[1], roster=EVERYBODY[0].roster)))
    with pytest.raises(TargetError, match="gives '1234001' to two students, 3100001 and 3100002"):
        give("moodle", files.moodle(EVERYBODY), tmp_path, grades=twins)


# Refusals.

REFUSED = {
    "another platform's file": ("moodle", files.canvas(EVERYBODY), "looks like a file of canvas"),
    "no assignment in Canvas": (
        "canvas", files.canvas(EVERYBODY).replace(b" (90210)", b"").replace(b" (4)", b""), "no column of an assignment",
    ),
    "several assignments": ("canvas", files.canvas(EVERYBODY), "several assignments"),
    "read only": (
        "canvas", files.canvas(EVERYBODY).replace(b" (4)", b"").replace(b",30,", b",(read only),"), "read only",
    ),
    "no points possible": (
        "canvas", files.canvas(EVERYBODY).replace(b" (4)", b"").replace(b",30,", b",,"), "no points possible",
    ),
    "a scale": ("moodle", files.moodle_in_german(EVERYBODY[:2], "gut"), "no column with the maximum grade"),
    "an unreadable maximum": ("gradescope", files.gradescope(EVERYBODY).replace(b"10.0", b"ten"), "not a maximum"),
    "nobody of the class": ("gradescope", files.gradescope([student(99, "Z")]), "No row of .* is for a student"),
    "not gradescope": ("gradescope", b"a,b\n1,2\n", "not a file of scores of Gradescope"),
    "not github": ("github", b"a,b\n1,2\n", "not a file of grades of GitHub"),
    "not nbgrader": ("nbgrader", b"a,b\n1,2\n", "not a file of scores of nbgrader"),
    "not canvas": ("canvas", b"a,b\n1,2\n", "not a gradebook of Canvas"),
    "columns that are not named": ("csv", b"a,b\n1,2\n", "Which columns"),
    "a workbook": ("moodle", b"PK\x03\x04", "a workbook"),
    "binary": ("moodle", b"a,b\0\n", "no CSV file"),
    "empty": ("moodle", b"\n\n", "is empty"),
    "an open quote": ("moodle", b'a,b\n1,"2\n', "line 2: a quoted cell does not end"),
}  # fmt: skip


@pytest.mark.parametrize(("form", "content", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_filled_is_refused(form: str, content: bytes, words: str, tmp_path: Path) -> None:
    """A file that is not what it should be is refused with its reason and a hint."""
    with pytest.raises(TargetError, match=words) as caught:
        give(form, content, tmp_path)
    assert caught.value.hint


@pytest.mark.parametrize("named", ["Dropout 2", "90211"])
def test_no_new_assignment_is_made(named: str, tmp_path: Path) -> None:
    """An assignment that the gradebook does not have is refused: Canvas would make it."""
    with pytest.raises(TargetError, match="Canvas would make a new one"):
        give("canvas", files.canvas(EVERYBODY), tmp_path, FillOptions(assignment=named))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    """A path that is not a file is refused by name."""
    for place, words in ((tmp_path / "none.csv", "There is no file"), (tmp_path, "is a folder, not a CSV file")):
        with pytest.raises(TargetError, match=words):
            filled(CLASS, "moodle", place, FillOptions())


def test_a_new_file_for_a_platform_is_refused() -> None:
    """Moodle, Canvas, Gradescope and GitHub get their own files back and no others."""
    for form in ("moodle", "canvas", "gradescope", "github"):
        with pytest.raises(TargetError, match="the file that"):
            written(CLASS, form, FillOptions())


# Cells.


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@a", "\ta", "\ra", HOSTILE])
def test_formulas_are_words(words: str) -> None:
    """What a spreadsheet would run is shown instead."""
    assert safe(words) == f"'{words}"


def test_feedback_is_text_in_moodle(tmp_path: Path) -> None:
    """A comment with markup reaches Moodle's editor as text, and cannot end its cell."""
    marked = replace(grade(), comment='=1+1<img src=x>", "next"\nline', overridden_by="An")
    after, _ = give(
        "moodle", files.moodle(EVERYBODY), tmp_path, grades=replace(CLASS, students=(student(1, "A", marked),))
    )
    feedback = files.as_moodle_reads(after)["1234001"][1]
    assert "&lt;img src=x&gt;&quot;" in feedback
    assert not feedback.startswith("=")


def test_feedback_that_is_there_is_kept_unless_asked(tmp_path: Path) -> None:
    """Words that a person wrote into the file stay; with the option, they are replaced."""
    content = files.moodle(EVERYBODY[:1]).rstrip(b"\n") + b"Well done\n"
    one = replace(CLASS, students=EVERYBODY[:1])
    kept, filling = give("moodle", content, tmp_path, grades=one)
    assert (files.as_moodle_reads(kept)["1234001"][1], filling.kept_feedback) == ("Well done", 1)
    new, _ = give("moodle", content, tmp_path, FillOptions(replaces_feedback=True), one)
    assert files.as_moodle_reads(new)["1234001"][1] == "<p>Inverted scaling: 10 / 10</p>"


def test_a_row_that_is_too_short_grows(tmp_path: Path) -> None:
    """A row that ends before the grade gets the delimiters that it lacks, and no others do."""
    content = b"id,a,grade,comment\n3100001\n3100002,x,,\n"
    after, _ = give("csv", content, tmp_path, FillOptions(id_column="id", grade_column="grade"))
    rows = files.read(after)
    assert [row[:3] for row in rows[1:]] == [["3100001", "", "10"], ["3100002", "x", "5"]]
    assert all(len(row) == 4 for row in rows)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("10", 10), ("10.00", 10), ("10,00", 10), ("1,000", 1000), ("1,000.50", 1000.5), ("1.000,50", 1000.5),
        ("1 000,5", 1000.5), ("-3.5", -3.5), (".5", 0.5), ("", None), ("ten", None), ("1-2", None), ("-", None),
        ("1e3", None), ("NaN", None), (".", None),
    ],
)  # fmt: skip
def test_numbers_of_many_countries(words: str, value: float | None) -> None:
    """A maximum is read with a decimal point or comma, and with thousands separators; anything else is not a number."""
    assert number_in(words) == value


@pytest.mark.parametrize(
    ("value", "words"), [(10, "10"), (6.675, "6.68"), (0, "0"), (1 / 3, "0.33"), (2.5, "2.5"), (0.1 + 0.2, "0.3")]
)
def test_grades_have_two_decimals(value: float, words: str) -> None:
    """Halves are rounded up, as decimals and not as binary numbers, without needless zeros."""
    assert number(value) == words


@pytest.mark.parametrize("seed", range(30))
def test_any_table_keeps_its_other_cells(seed: int, tmp_path: Path) -> None:
    """Whatever text, quotes, delimiters and line ends a table has, Python finds one column changed."""
    rng = random.Random(seed)
    delimiter, end = rng.choice(",;\t"), rng.choice(["\n", "\r\n", "\r"])
    words = ["", "a", ' "', "x\ny", "x\r\ny", ",;\t", "=1", "é", "\u2028", " b ", "'", '""']
    rows = [["id", "one", "grade", "two"], *([s.id, rng.choice(words), "", rng.choice(words)] for s in EVERYBODY)]
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if end == "\r" else rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    encoding = rng.choice(["utf-8", "utf-8-sig", "utf-16"])
    content = out.getvalue().encode(encoding)
    after, _ = give("csv", content, tmp_path, FillOptions(id_column="id", grade_column="grade"))
    expected = [[*row[:2], GIVEN.get(row[0][-3:], row[2]), row[3]] for row in rows]
    assert files.read(after, encoding, delimiter) == expected
    assert after.decode(encoding).count(end) == out.getvalue().count(end)
