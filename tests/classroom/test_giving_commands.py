"""`dropgrade grades` and `dropgrade report`, as their user meets them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dropgrade.classroom import judging
from dropgrade.classroom.book_file import opened_book
from dropgrade.cli import cli
from dropgrade.errors import DropgradeError
from tests.classroom import gradebook_files as files
from tests.classroom.sample_class import CLASS, HOSTILE, in_doubt, student

Give = Callable[..., Result]


@pytest.fixture
def give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Give:
    """Run a command on the sample class, in a folder that holds the files of two platforms."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(judging, "judge", lambda folder: CLASS)
    with opened_book(Path("grades"), new=True):
        Path("theirs.csv").write_bytes(files.moodle(CLASS.students))
    Path("gradebook.csv").write_bytes(files.canvas(CLASS.students))
    return lambda *words: CliRunner().invoke(cli, words, standalone_mode=False)


def refusal(result: Result) -> str:
    """What a command refuses, and what it advises."""
    assert isinstance(result.exception, DropgradeError), result.output
    assert result.exception.hint
    return f"{result.exception.message} {result.exception.hint}"


def test_grades_are_filled_and_everyone_without_one_is_said(give: Give) -> None:
    """Filled rows are counted, and students without a grade are named with the reason; one waits, so it ends with 1."""
    result = give("grades", "grades", "--to", "moodle", "--fill", "theirs.csv", "-o", "out.csv")
    assert result.output == (
        "out.csv: 5 grades filled in.\n"
        "  1 student without a grade, because nothing that can be graded was handed in (--zeros writes 0): "
        "3100004 Nothing Ann\n"
        "  1 student without a grade, because a person has to review it first: 3100005 Doubt Ben\n"
    )
    assert result.return_value == 1
    assert files.as_moodle_reads(Path("out.csv").read_bytes())["1234001"][0] == "10"


def test_everything_given_ends_with_0(give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    """If every grade has its row, the exit code is 0, even if somebody handed in nothing."""
    sound = replace(CLASS, students=tuple(s for s in CLASS.students if not s.needs_review))
    monkeypatch.setattr(judging, "judge", lambda folder: sound)
    assert give("grades", "grades", "--to", "moodle", "--fill", "theirs.csv", "-o", "out.csv").return_value == 0


def test_a_grade_without_a_row_is_said(give: Give) -> None:
    """A student with a grade but no row is named, and no row is added."""
    Path("theirs.csv").write_bytes(files.moodle(CLASS.students[1:]))
    result = give("grades", "grades", "--to", "moodle", "--fill", "theirs.csv", "-o", "out.csv")
    assert "1 grade without a row in the file: 3100001 Müller Zoë" in result.output
    assert b"1234001" not in Path("out.csv").read_bytes()


def test_changes_and_rows_of_nobody_are_said(give: Give) -> None:
    """A grade that replaces a different one, and a row for nobody in the class, are listed."""
    Path("gradebook.csv").write_bytes(files.canvas(CLASS.students, grades=["2"]))
    words = ("--to", "canvas", "--fill", "gradebook.csv", "--assignment", "90210", "-o", "out.csv")
    output = give("grades", "grades", *words).output
    assert "1 grade changed from what the file said: 3100001 2 → 30" in output
    assert "1 row left as found, because no student of this class has its ids: line 11 (Student, Test)" in output


REFUSED = {
    "nothing asked for": ([], "What should be given back?"),
    "no format": (["-o", "out.csv"], "Which platform is the file of grades for?"),
    "no place": (["--to", "moodle", "--fill", "theirs.csv"], "Say -o OUT.csv"),
    "no file to fill": (["--to", "canvas", "-o", "out.csv"], "--fill FILE"),
    "over their own file": (["--to", "moodle", "--fill", "theirs.csv", "-o", "theirs.csv"], "is the file to be filled"),
    "over it by force": (
        ["--to", "moodle", "--fill", "theirs.csv", "-o", "theirs.csv", "--force"], "is the file to be filled",
    ),
    "over another file": (["--to", "csv", "-o", "gradebook.csv"], "exists already"),
    "feedback over a file": (["--feedback", "gradebook.csv"], "exists already"),
    "an unknown problem": (["--to", "csv", "-o", "out.csv", "--problem", "p99"], "Graded were: p03_inverted_scaling"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "refused"), REFUSED.values(), ids=REFUSED)
def test_refusals_leave_everything_as_it_was(words: list[str], refused: str, give: Give) -> None:
    """A refusal says what to do, writes nothing and overwrites nothing."""
    before = {file: file.read_bytes() for file in Path().glob("*.*")}
    assert refused in refusal(give("grades", "grades", *words))
    assert {file: file.read_bytes() for file in Path().glob("*.*")} == before


def test_force_writes_over_an_earlier_file(give: Give) -> None:
    """With --force, an earlier file of the command is overwritten."""
    assert give("grades", "grades", "--to", "csv", "-o", "out.csv").return_value == 1
    first = Path("out.csv").read_bytes()
    Path("out.csv").write_bytes(b"old")
    give("grades", "grades", "--to", "csv", "-o", "out.csv", "--force")
    assert Path("out.csv").read_bytes() == first


def test_feedback_beside_the_grades(give: Give) -> None:
    """Both are written by one command; the pages have Moodle's names."""
    words = ("--to", "moodle", "--fill", "theirs.csv", "-o", "out.csv", "--feedback", "pages.zip")
    assert "pages.zip: 6 pages of feedback.\n" in give("grades", "grades", *words).output
    names = zipfile.ZipFile("pages.zip").namelist()
    assert "Müller Zoë_1234001_assignsubmission_file_/feedback.html" in names


def test_the_date_of_the_inputs(give: Give) -> None:
    """Before the date that is given, no page shows what was observed."""
    give("grades", "grades", "--feedback", "early.zip", "--hide-inputs-until", "2999-01-01")
    give("grades", "grades", "--feedback", "late.zip", "--hide-inputs-until", "2000-01-01 10:00")
    early, late = (
        b"".join(map(archive.read, archive.namelist())) for archive in map(zipfile.ZipFile, ("early.zip", "late.zip"))
    )
    assert b"17.25" not in early
    assert b"17.25" in late


def test_a_report_with_names_and_without(give: Give) -> None:
    """The page is written with names, and by the switch without."""
    assert give("report", "grades", "-o", "named.html").stdout == "named.html: 7 students.\n"
    assert give("report", "grades", "-o", "hidden.html", "--anonymous").return_value == 0
    assert "Smith" in Path("named.html").read_text("utf-8")
    assert "Smith" not in Path("hidden.html").read_text("utf-8")


def test_what_has_names_is_its_owners_alone(give: Give) -> None:
    """Grades, feedback and report can be read by nobody else on the machine."""
    give("grades", "grades", "--to", "csv", "-o", "out.csv", "--feedback", "pages.zip")
    give("report", "grades", "-o", "named.html")
    assert {Path(name).stat().st_mode & 0o777 for name in ("out.csv", "pages.zip", "named.html")} == {0o600}


def test_a_report_of_another_course_says_so(give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the course that graded the class is not available, the page is written without it and says so."""
    result = give("report", "grades", "-o", "named.html")
    assert "graded by the course Dropout 1, which is not at hand" in result.stderr
    monkeypatch.setattr(judging, "judge", lambda folder: replace(CLASS, course="dropout"))
    assert give("report", "grades", "-o", "named.html").stderr == ""


def test_a_report_is_no_other_file(give: Give) -> None:
    """A name that does not end in .html is refused, so that no other kind of file is overwritten."""
    assert "is not a name for a page" in refusal(give("report", "grades", "-o", "theirs.csv"))


def test_a_folder_without_grades(tmp_path: Path) -> None:
    """Where there are no grades, both commands say how to get some."""
    for words in (
        ["grades", str(tmp_path), "--to", "csv", "-o", str(tmp_path / "o")],
        ["report", str(tmp_path), "-o", "r.html"],
    ):
        result = CliRunner().invoke(cli, words, standalone_mode=False)
        assert "dropgrade grade" in refusal(result)


def test_hostile_names_on_a_terminal(give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that would move a terminal's cursor is shown as characters."""
    one = replace(CLASS, students=(student(1, f"\x1b[2J{HOSTILE}", in_doubt()),))
    monkeypatch.setattr(judging, "judge", lambda folder: one)
    assert "\x1b" not in give("grades", "g", "--to", "moodle", "--fill", "theirs.csv", "-o", "out.csv").output
