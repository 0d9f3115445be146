"""`dropgrade grade`: a class from a platform's zip to grades that are fair, kept, and compared with those before."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from dropgrade import __version__
from dropgrade.classroom.book_file import opened_book
from dropgrade.classroom.grading_day import Day, Order, grade_class
from dropgrade.classroom.judging import judge
from tests.cases import COURSE, program
from tests.classroom.made_class import KINDS, P03, RIGHT, SHAPES, STEM, Member, make_class, write, write_roster, zipped
from tests.conftest import COMMAND, run_command
from tests.warm import Started

SEED = "20300520"
CLASS = make_class()


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Moodle's zip and the roster."""
    folder = tmp_path_factory.mktemp("class")
    SHAPES["moodle"][1](folder, CLASS)
    write_roster(folder / "roster.csv", CLASS)
    return folder


@pytest.fixture(scope="module")
def graded(handed_in: Path) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The folder with the grades of the class, and the command that made them."""
    words = ["grade", *handed_in.glob("*.zip"), "--roster", "roster.csv", "--seed", SEED, "--json", "--problem", "p03"]
    return handed_in / "grades", run_command(*words, cwd=handed_in)


def by_student(ended: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The students of a JSON report, by id."""
    return {student["id"]: student for student in json.loads(ended.stdout)["students"]}


def test_every_kind_of_submission_gets_what_is_fair(graded: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    """Right work gets all points, wrong work some, and what does not run none, whatever it is called or looks like."""
    students = by_student(graded[1])
    assert len(students) == len(CLASS)
    for member in CLASS:
        low, high = KINDS[member.kind].fair
        assert low <= students[member.ids["sid"]]["score"] <= high, member.kind


def test_the_json_has_its_form(graded: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    """The object holds exactly what scripts rely on, and the command ends with 1, since a PDF was not graded."""
    data = json.loads(graded[1].stdout)
    assert graded[1].returncode == 1
    assert list(data) == ["schema", "students", "unmatched", "review"]
    assert data["schema"] == "dropgrade/class/v1"
    for student in data["students"]:
        assert list(student) == ["id", "name", "score", "max_score", "late_days", "problems"]
        (problem,) = student["problems"]
        assert {"problem", "title", "outcome", "score", "max_score", "checks", "source", "sha256"} <= problem.keys()
        assert student["max_score"] == problem["max_score"] == 10
    assert all(list(left) == ["path", "reason"] for left in data["unmatched"])
    assert not data["review"]


def test_only_the_owner_reads_the_book(graded: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    """Only the owner can read the folder and the book."""
    folder = graded[0]
    assert stat.S_IMODE((folder / "grades.db").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_book_says_how_each_grade_came_about(graded: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    """A row for each run has hashes, seed, versions, time, outcomes, mistakes and the report."""
    with sqlite3.connect(graded[0] / "grades.db") as book:
        book.row_factory = sqlite3.Row
        rows = book.execute("SELECT s.student, r.* FROM runs r JOIN submissions s ON s.id = r.submission").fetchall()
    assert len(rows) == len([m for m in CLASS if m.counts])
    by_id = {row["student"]: row for row in rows}
    row = by_id[next(m for m in CLASS if m.kind == "wrong").ids["sid"]]
    assert json.loads(row["mistakes"]) == ["no_scaling"]
    assert set(json.loads(row["outcomes"]).values()) >= {"pass", "fail"}
    assert row["seed"] == int(SEED)
    assert len(row["sha256"]) == len(row["suite"]) == len(row["course_sha256"]) == 64
    assert json.loads(row["report"])["problem"] == P03
    assert row["graded_at"].startswith("20")
    assert (row["course"], row["dropgrade"]) == ("dropout", __version__)


def order(folder: Path, *sources: Path, **more: Any) -> Order:
    """An order for p03 of a course, with one process."""
    return Order(sources, folder, more.pop("course", COURSE), problems=[P03], seed=int(SEED), **more)


def done(order_: Order) -> Day:
    """The result of an order."""
    return grade_class(order_, lambda _: None, lambda _done, _of: None)


def test_nothing_is_graded_twice(handed_in: Path, graded: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    """The same command again grades nothing, and gives the same."""
    day = done(order(graded[0], *handed_in.glob("*.zip")))
    assert (day.graded, day.deltas) == (0, [])


@pytest.fixture(scope="module")
def own_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with p03 alone, whose suite a test may change."""
    root = tmp_path_factory.mktemp("course")
    for part in ("exercises", "solutions"):
        shutil.copytree(COURSE.root / part / P03, root / part / P03)
    shutil.copy(COURSE.root / "solutions" / "mistakes.md", root / "solutions")
    return root


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, list[Member]]:
    """A class of three as a folder for each."""
    members = [Member(0, "right"), Member(1, "wrong"), Member(2, "stub")]
    return SHAPES["folders"][1](tmp_path / "source", members), members


NEVER = '''

@pytest.mark.points(2)
def test_never(student, rng):
    """This never passes."""
    student.inverted_dropout(rng.random(4), 0.5)
    student.missing(1)
'''


def test_a_changed_suite_is_graded_again_with_its_deltas(
    small: tuple[Path, list[Member]], own_course: Path, tmp_path: Path
) -> None:
    """Without --again the change is only mentioned; with it, all changes are shown by student and check."""
    from dropgrade.course.course import Course

    source, members = small
    course = Course(own_course, own_course)
    folder = tmp_path / "grades"
    assert done(order(folder, source, course=course)).graded == 3
    suite = own_course / "solutions" / P03 / "suite.py"
    suite.write_text(suite.read_text() + NEVER)
    later = done(order(folder, course=course))
    assert (later.graded, later.outdated) == (0, 3)
    again = done(order(folder, course=course, again=True))
    assert again.graded == 3
    assert len(again.deltas or []) == len(members)
    right = next(delta for delta in again.deltas or [] if delta.student.endswith(members[0].ids["sid"]))
    assert ("test_never", "new") in [(check, before) for check, before, _ in right.checks]


def test_grades_are_kept_from_another_course(
    small: tuple[Path, list[Member]], own_course: Path, tmp_path: Path
) -> None:
    """The installed course does not judge a class of another course, whose grades do not change."""
    shutil.copytree(own_course, tmp_path / "own")
    write(tmp_path / "own" / "exercises" / "course.toml", b'name = "own"\nversion = "1"\n')
    folder = tmp_path / "grades"
    words = ["grade", small[0], "--into", folder, "--course", tmp_path / "own"]
    assert run_command(*words, cwd=tmp_path).returncode == 0
    before = judge(folder)
    ended = run_command("grade", "--again", "--into", folder, cwd=tmp_path)
    assert (ended.returncode, "are of the course own, and this is dropout" in ended.stderr) == (2, True)
    assert judge(folder) == before
    assert [student.score for student in before.students].count(10) == 1


def test_a_problem_that_no_longer_counts_is_named(small: tuple[Path, list[Member]], tmp_path: Path) -> None:
    """Grading another problem into the same folder says that the one before is left out; with both, both count."""
    folder = tmp_path / "grades"
    words = ["grade", small[0], "--into", folder]
    assert "No longer counted" not in run_command(*words, "--problem", "p03", cwd=tmp_path).stdout
    assert f"No longer counted: {P03}." in run_command(*words, "--problem", "p05", cwd=tmp_path).stdout
    both = run_command("grade", "--again", "--into", folder, "--problem", "p03", "--problem", "p05", cwd=tmp_path)
    assert "No longer counted" not in both.stdout
    assert max(student.score for student in judge(folder).students) == 10


def test_a_person_may_choose_an_earlier_version(tmp_path: Path) -> None:
    """It is graded in place of the latest, and not listed as left out, until the row is gone again."""
    source = SHAPES["moodle"][1](tmp_path / "source", [Member(0, "two_versions"), Member(1, "right")])
    folder = tmp_path / "grades"
    first = done(order(folder, source))
    student = first.grades.students[0]
    assert (student.score, len(first.grades.unmatched)) == (10, 1)
    overrides = folder / "overrides.csv"
    overrides.write_text(f"student,problem,file\n{student.id},P3,{STEM}.py\n")
    chosen = done(order(folder, again=True))
    assert 0 < chosen.grades.students[0].score < 10
    assert (chosen.graded, chosen.grades.unmatched) == (1, ())
    assert done(order(folder, source)).grades.students[0].score == chosen.grades.students[0].score
    overrides.unlink()
    last = done(order(folder, again=True))
    assert (last.grades.students[0].score, last.grades.unmatched) == (10, first.grades.unmatched)


def test_a_platforms_times_are_those_of_every_version(tmp_path: Path) -> None:
    """The latest version and the one that a person chose have the time of the worksheet."""
    member = Member(0, "two_versions")
    source = SHAPES["moodle"][1](tmp_path / "source", [member])
    worksheet = write(
        tmp_path / "sheet.csv",
        "Identifier,Full name,Status,Grade,Last modified (submission),Last modified (grade)\n"
        f'Participant {member.ids["moodle"]},X,Submitted for grading,,"Monday, 20 May 2030, 09:30 PM",-\n'.encode(),
    )
    folder = tmp_path / "grades"
    (student,) = done(order(folder, source, worksheet)).grades.students
    assert student.problems[0].submitted_at is not None
    (folder / "overrides.csv").write_text(f"student,problem,file\n{student.id},p03,{STEM}.py\n")
    (again,) = done(order(folder, again=True)).grades.students
    assert again.problems[0].submitted_at == student.problems[0].submitted_at


def test_a_fault_of_the_graders_is_no_zero(small: tuple[Path, list[Member]], own_course: Path, tmp_path: Path) -> None:
    """With a suite that cannot run, everybody is for review; once it is whole, the next run grades them by itself."""
    from dropgrade.course.course import Course

    course = Course(own_course, own_course)
    suite = own_course / "solutions" / P03 / "suite.py"
    whole = suite.read_text()
    suite.write_text(f"{whole}\nraise RuntimeError('broken')\n")
    broken = done(order(tmp_path / "grades", small[0], course=course))
    assert all(student.needs_review for student in broken.grades.students)
    assert len(broken.grades.review) == len(small[1])
    suite.write_text(whole)
    fixed = done(order(tmp_path / "grades", small[0], course=course))
    assert fixed.graded == len(small[1])
    assert not any(student.needs_review for student in fixed.grades.students)


def test_a_class_without_a_roster_goes_by_the_platforms_ids(small: tuple[Path, list[Member]], tmp_path: Path) -> None:
    """Each folder is a student then, by its name."""
    source, members = small
    day = done(order(tmp_path / "grades", source))
    assert sorted(s.id for s in day.grades.students) == sorted(f"{m.name.split()[0]}_{m.ids['sid']}" for m in members)


def test_the_rules_are_printed() -> None:
    """--help says which file is graded."""
    said = " ".join(run_command("grade", "--help").stdout.split())
    assert "Which file is graded for a problem" in said
    assert "a question to the instructor" in said


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["grade"], "What should be graded?"),
        (["grade", "nowhere.zip"], "There is no file or folder nowhere.zip."),
        (["grade", "--again", "--into", "nothing"], "There are no grades in nothing."),
        (["grade", ".", "--into", "a/x.py"], "cannot be a folder"),
        (["grade", ".", "--into", "a/x.py/grades"], "cannot be a folder"),
        (["grade", ".", "--problem", "p99"], "There is no problem"),
        (["grade", ".", "--from", "blackboard"], "blackboard"),
        (["grade", ".", "--roster", "nowhere.csv"], "nowhere.csv"),
    ],
)
def test_wrong_usage_says_what_to_do(tmp_path: Path, words: list[str], message: str) -> None:
    """It ends with 2, a sentence, and no book that was not there before."""
    write(tmp_path / "a" / "x.py", b"x = 1\n")
    ended = run_command(*words, cwd=tmp_path)
    assert ended.returncode == 2
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_killed_run_loses_nothing(tmp_path: Path) -> None:
    """Killed at any moment, what is graded stays, and the next run goes on to the same grades as one that was not."""
    programs = [f"# {n}\n{RIGHT if n % 2 else program(P03, 'no_scaling')}".encode() for n in range(8)]
    entries = [(f"s_{n}_assignsubmission_file_/{STEM}.py", data) for n, data in enumerate(programs)]
    source = write(tmp_path / "class.zip", zipped(entries))
    words = ["grade", str(source), "--problem", "p03", "--seed", SEED, "--json", "--into"]

    def run_and_kill(moment: float) -> None:
        with open(os.devnull, "r+b") as nothing:
            streams = (nothing.fileno(), nothing.fileno(), nothing.fileno())
            process = Started([str(COMMAND), *words, "killed"], tmp_path, dict(os.environ), streams)
        with suppress(subprocess.TimeoutExpired):
            process.wait(moment)
        process.kill()
        process.wait()

    moments, kept = Random(5), 0
    for _ in range(4):
        run_and_kill(0.1 + moments.random())
        before, kept = kept, runs_in(tmp_path / "killed")
        assert kept >= before
    killed, whole = (run_command(*words, into, cwd=tmp_path).stdout for into in ("killed", "whole"))
    assert json.loads(killed) == json.loads(whole)
    assert runs_in(tmp_path / "killed") == len(programs)


def runs_in(folder: Path) -> int:
    """How many submissions are graded."""
    if not (folder / "grades.db").exists() or not (folder / "grades.db").stat().st_size:
        return 0
    with opened_book(folder) as book:
        return len([h for h in book.submissions() if book.last_run(h.id)])


def test_a_lost_process_is_no_zero(
    small: tuple[Path, list[Member]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a process that grades is lost, its programs are graded one by one in another."""
    from dropgrade.grading import parallel

    killed: list[int] = []
    begin = parallel._Pool.begin

    def begin_and_kill(self: Any, waiting: list[Any]) -> Any:
        result = begin(self, waiting)
        if not killed:
            process = next(iter(self._processes.values()))
            killed.append(process.pid)
            os.kill(process.pid, 9)
        return result

    monkeypatch.setattr(parallel._Pool, "begin", begin_and_kill)
    day = done(order(tmp_path / "grades", small[0]))
    assert killed
    assert sorted(s.score for s in day.grades.students) == [0, 5, 10]
    assert not any(s.needs_review for s in day.grades.students)


def test_one_command_at_a_time(small: tuple[Path, list[Member]], tmp_path: Path) -> None:
    """A second one into the same folder is refused while the first one grades."""
    from filelock import FileLock

    (tmp_path / "grades").mkdir()
    with FileLock(tmp_path / "grades" / ".lock"):
        ended = run_command("grade", small[0], "--into", tmp_path / "grades")
    assert ended.returncode == 2
    assert "Another command is grading" in ended.stderr


def test_every_shape_can_be_named() -> None:
    """--from knows the shapes that are read."""
    from dropgrade.classroom.intake import SHAPES as READ
    from dropgrade.cli.grade_class import SHAPES as NAMED

    assert tuple(READ) == NAMED
