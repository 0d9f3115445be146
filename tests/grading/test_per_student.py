"""Data that differ between students: in a class, in a workspace with an id, and in the diagnosis."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from dropgrade.classroom.book_file import opened_book
from dropgrade.classroom.class_run import due
from dropgrade.classroom.standard import Standard
from dropgrade.classroom.taking_in import take_in
from dropgrade.cli.init import command as init
from dropgrade.course.course import Course
from dropgrade.course.whose import note_student, student_of
from dropgrade.errors import TargetError
from dropgrade.grading import Grader
from dropgrade.submission.targets import Target

PROBLEM = "p01_numbers"
FILES = {
    f"exercises/{PROBLEM}/problem.toml": (
        'title = "T"\nsummary = "S"\nnames = ["f"]\nhints = ["h"]\nreading = ["r"]\nper_student = true\n'
    ),
    f"exercises/{PROBLEM}/numbers.py": '"""Numbers."""\n\n\ndef f(n):\n    raise NotImplementedError\n',
    f"solutions/{PROBLEM}/numbers.py": "def f(n):\n    print(n)\n    result = n + 3\n    return result\n",
    f"solutions/{PROBLEM}/suite.py": '''
import pytest
from dropgrade.checks import expect_value


@pytest.mark.points(10)
def test_numbers(student, rng):
    """It adds three."""
    n = int(rng.integers(10**9))
    expect_value(student.f(n), n + 3, what=f"f for {student.id}", mistakes={"adds_two": n + 2})
''',
    f"solutions/{PROBLEM}/mistakes.md": (
        "# Mistakes\n\n## adds_two\n- score: 0 to 0\n\nTwo is added in place of three.\n\n"
        "```diff\n-    result = n + 3\n+    result = n + 2\n```\n"
    ),
}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course whose only problem has data for each student."""
    for name, text in FILES.items():
        file = tmp_path / "course" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return Course(tmp_path / "course", tmp_path / "course")


def test_each_student_meets_data_of_their_own(course: Course, tmp_path: Path) -> None:
    """A student's data are the same in every run and differ from others'; mistakes are proven on them."""
    right = course.authority / "solutions" / PROBLEM / "numbers.py"
    wrong = tmp_path / "wrong.py"
    wrong.write_text(right.read_text("utf-8").replace("n + 3", "n + 2"), "utf-8")
    targets = [Target(PROBLEM, file, student=who) for file in (right, wrong) for who in ("ada", "bob", "ada", "")]
    with Grader(course, 0) as grader:
        reports = grader.grade(targets).problems
    numbers = [report.checks[0].output.strip() for report in reports]
    assert numbers[:4] == numbers[4:]
    assert (numbers[0] == numbers[2], len(set(numbers))) == (True, 3)
    assert [report.score for report in reports] == [10] * 4 + [0] * 4
    assert [[m.name for m in report.checks[0].mistakes] for report in reports[4:]] == [["adds_two"]] * 4
    assert "f for bob" in reports[5].checks[0].what


def test_a_class_grades_the_same_program_once_for_each_student(course: Course, tmp_path: Path) -> None:
    """Two students with the same program are graded separately."""
    for who in ("ada", "bob"):
        (tmp_path / "class" / who).mkdir(parents=True)
        (tmp_path / "class" / who / "numbers.py").write_text(FILES[f"solutions/{PROBLEM}/numbers.py"])
    with opened_book(tmp_path / "grades", new=True) as book:
        take_in(book, course, tmp_path / "class", None, [PROBLEM], "folders")
        works = due(book, Standard.of(course, 0, [PROBLEM]), again=False)
    assert sorted((work.student, len(work.handed)) for work in works) == [("ada", 1), ("bob", 1)]


def test_a_workspace_knows_whose_it_is(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The id from `init --student` reaches the checks, and an invalid one is refused."""
    done = CliRunner().invoke(
        init, [str(tmp_path / "mine"), "--from", str(course.root), "--student", "ada"], standalone_mode=False
    )
    assert done.exception is None, done.exception
    assert student_of(tmp_path / "mine") == "ada"
    workspace = Course(tmp_path / "mine", course.root, course.root)
    right = course.authority / "solutions" / PROBLEM / "numbers.py"
    with Grader(workspace, 0) as grader:
        job = grader.job(Target(PROBLEM, right))
        assert (job.student, job.program.student) == ("ada", "ada")
    for odd in ("", "  ", "a\nb", "x" * 101):
        with pytest.raises(TargetError):
            note_student(tmp_path / "mine", odd)
    (tmp_path / "mine/.dropgrade/student.txt").write_bytes(b"\xff\xfe")
    assert student_of(tmp_path / "mine") == ""
