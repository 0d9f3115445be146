"""A problem of several files: graded, chosen, handed out and stored as one program."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dropgrade.classroom.book_file import opened_book
from dropgrade.classroom.taking_in import take_in
from dropgrade.course.course import Course
from dropgrade.course.problem import read_problem
from dropgrade.grading import Grader
from dropgrade.grading.job import GradingJob
from dropgrade.jupyter.new_notebook import new_notebook
from dropgrade.report import Outcome, ProblemReport
from dropgrade.sandbox.client import Sandbox
from dropgrade.sandbox.launch import opened_sandbox
from dropgrade.submission.bundle import bundled, split
from dropgrade.submission.submission import submission_of
from dropgrade.submission.targets import Target, found_by
from dropgrade.workspace import bring_in, reset
from tests.conftest import run_command

PROBLEM = "p01_bank"
BANKING = Path(__file__).parent / "banking"
RIGHT = BANKING / "solutions" / PROBLEM
MAIN, ACCOUNT = ((RIGHT / name).read_text("utf-8") for name in ("bank.py", "account.py"))
Grade = Callable[[Target], ProblemReport]


@pytest.fixture(scope="module")
def course() -> Course:
    """A course with one problem: two files to write, and one that is given."""
    return Course(BANKING, BANKING)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One sandbox for all programs."""
    with opened_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def grade(course: Course, sandbox: Sandbox) -> Grade:
    """A function that grades a target."""

    def grade(target: Target) -> ProblemReport:
        with Grader(course, 0, sandbox) as grader:
            return grader.grade([target]).problems[0]

    return grade


def written(folder: Path, **files: str) -> Path:
    """Return a folder with these programs."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, "utf-8")
    return folder


def test_the_files_of_a_program_are_one_text_and_come_apart_again() -> None:
    """A bundle can be split into its files again, and lines that name no module are ordinary text."""
    text = bundled("import a", {"a": "x = 1\n# file: other.py\n", "b": ""})
    assert split(text, ["a", "b"]) == {"": "import a\n", "a": "x = 1\n# file: other.py\n", "b": ""}
    assert split(text, []) == {"": text}


def test_a_program_of_two_files_is_graded_and_its_mistake_is_named(grade: Grade, tmp_path: Path) -> None:
    """A mistake in the second file is named like one in the first."""
    right = grade(Target(PROBLEM, written(tmp_path / "a", bank=MAIN, account=ACCOUNT) / "bank.py"))
    assert (right.score, right.outcome) == (10, Outcome.PASS)
    wrong = ACCOUNT.replace("return self.amount", "return 2 * self.amount")
    report = grade(Target(PROBLEM, written(tmp_path / "b", bank=MAIN, account=wrong) / "bank.py"))
    assert [m.name for check in report.checks for m in check.mistakes] == ["doubles"]


def test_the_line_of_a_failure_is_said_with_its_file(grade: Grade, tmp_path: Path) -> None:
    """An exception in the second file is shown with that file's name and line."""
    odd = ACCOUNT.replace("return self.amount", "return 1 / 0")
    report = grade(Target(PROBLEM, written(tmp_path, bank=MAIN, account=odd) / "bank.py"))
    (place,) = {check.location for check in report.checks}
    assert place is not None
    assert (place.part, place.line, place.text) == ("account.py", 10, "return 1 / 0")


def test_a_file_that_is_not_there_is_missing(grade: Grade, tmp_path: Path) -> None:
    """Without the second file nothing is earned, and the message names it."""
    report = grade(Target(PROBLEM, written(tmp_path, bank=MAIN) / "bank.py"))
    assert {check.outcome for check in report.checks} == {Outcome.MISSING}
    assert "There is no account.py beside bank.py." in report.checks[0].message


@pytest.mark.parametrize("form", ["one file", "one file with marks", "notebook"])
def test_all_in_one_counts_as_well(grade: Grade, course: Course, form: str, tmp_path: Path) -> None:
    """A single file or a notebook that defines everything is graded like the two files."""
    one = ACCOUNT + MAIN.replace("from account import Account, Overdrawn", "")
    text = bundled(MAIN, {"account": ACCOUNT}) if form == "one file with marks" else one
    file = tmp_path / ("bank.ipynb" if form == "notebook" else "bank.py")
    cells = [{"cell_type": "code", "source": one}, {"cell_type": "code", "source": "from account import Account"}]
    data = json.dumps({"cells": cells}) if form == "notebook" else text
    report = grade(Target(PROBLEM, file, submission_of(file, data.encode())))
    assert report.score == 10, [check.message for check in report.checks]


def test_what_is_handed_out_is_graded_as_it_was(grade: Grade, course: Course, tmp_path: Path) -> None:
    """A changed copy of a given module has no effect and is listed with the reason."""
    folder = written(tmp_path / "work", bank=MAIN, account=ACCOUNT, ledger="raise RuntimeError")
    found = found_by(course, [str(folder)])
    assert [(file.name, reason) for file, reason in found.left] == [
        ("ledger.py", "ledger.py is graded as it was handed out.")
    ]
    assert grade(found.targets[0]).score == 10


def test_the_latest_files_of_a_folder_are_taken_together(grade: Grade, course: Course, tmp_path: Path) -> None:
    """Of several copies of a module, the later version is graded and the other is listed."""
    folder = written(tmp_path, **{"bank (1)": MAIN, "account": "raise RuntimeError", "account (2)": ACCOUNT})
    found = found_by(course, [str(folder)])
    assert [(file.name, reason) for file, reason in found.left] == [
        ("account.py", "account (2).py is graded for p01_bank.")
    ]
    assert grade(found.targets[0]).score == 10


def test_a_class_hands_in_several_files(course: Course, tmp_path: Path) -> None:
    """Each student's files become one program in the book, and a stub of several files is recognised."""
    stubs = {name: (BANKING / f"exercises/{PROBLEM}/{name}.py").read_text("utf-8") for name in ("bank", "account")}
    written(tmp_path / "class/ada", bank=MAIN, account=ACCOUNT)
    written(tmp_path / "class/bob", **stubs)
    written(tmp_path / "class/cy", bank=stubs["bank"], account=ACCOUNT)
    with opened_book(tmp_path / "grades", new=True) as book:
        take_in(book, course, tmp_path / "class", None, [PROBLEM], "folders")
        rows = {row.student: (book.content(row.id).decode(), row.is_stub) for row in book.submissions()}
    assert rows["ada"] == (bundled(MAIN, {"account": ACCOUNT}), False)
    assert [rows[student][1] for student in ("ada", "bob", "cy")] == [False, True, False]


def test_a_workspace_has_all_stubs_and_gets_each_back(course: Course, tmp_path: Path) -> None:
    """`init` creates all files, and a reset restores every stub and keeps what was written."""
    bring_in(course, tmp_path, "guide", updates=False)
    folder = tmp_path / "exercises" / PROBLEM
    assert sorted(file.name for file in folder.iterdir()) == ["account.py", "bank.py", "ledger.py"]
    written(folder, bank=MAIN, account=ACCOUNT)
    workspace = Course(tmp_path, BANKING, BANKING)
    reset(workspace, PROBLEM, datetime(2026, 1, 2, tzinfo=UTC))
    stub = BANKING / "exercises" / PROBLEM
    assert all((folder / name).read_bytes() == (stub / name).read_bytes() for name in ("bank.py", "account.py"))
    assert (folder / "account.2026-01-02-000000.py").read_text("utf-8") == ACCOUNT


def test_a_new_notebook_has_a_cell_for_each_file(course: Course, grade: Grade, tmp_path: Path) -> None:
    """A new notebook has every stub without imports of the others, and is not attempted yet."""
    text = new_notebook(course, [PROBLEM])
    sources = ["".join(cell["source"]) for cell in json.loads(text)["cells"]]
    assert sum("class Account" in each for each in sources) == 1
    assert any(each.startswith("%%writefile ledger.py\n") for each in sources)
    assert not any("from account" in each for each in sources)
    file = tmp_path / "bank.ipynb"
    report = grade(Target(PROBLEM, file, submission_of(file, text.encode())))
    assert report.outcome is Outcome.NOT_ATTEMPTED


def test_a_course_of_several_files_is_proved_sound(tmp_path: Path) -> None:
    """`verify` knows the files, applies edits to the right one, and reports a stray one."""
    shutil.copytree(BANKING, tmp_path / "banking")
    (tmp_path / "banking/quizzes").mkdir()
    proof = run_command("verify", "--course", tmp_path / "banking", "--mutants")
    assert "4 mutants of the reference, 3 killed, 1 alive" in proof.stdout
    assert "become `if source.amount <= amount:`" in proof.stdout
    folder = tmp_path / f"banking/exercises/{PROBLEM}"
    (folder / "other.py").write_text("")
    for name in ("account", "ledger"):
        (folder / f"{name}.py").unlink()
    found = run_command("verify", "--course", tmp_path / "banking").stdout
    assert "other.py: nothing reads this file" in found
    assert found.count("there is no such file") == 2


def test_a_job_knows_the_lines_of_each_file(course: Course, tmp_path: Path) -> None:
    """A line is found by its file and number."""
    file = written(tmp_path, bank=MAIN, account=ACCOUNT) / "bank.py"
    with_files = submission_of(file, bundled(MAIN, {"account": ACCOUNT}).encode())
    job = GradingJob(read_problem(course, PROBLEM), "bank.py", with_files)
    assert (job.line("account.py", 1), job.line("bank.py", 3)) == (
        "class Overdrawn(ValueError):",
        "from account import Account, Overdrawn",
    )
