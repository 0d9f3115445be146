"""The instructors' page on giving back and learning is followed to the letter, on a class that was really graded."""

from __future__ import annotations

import re
import shlex
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from dropgrade.classroom.gradebooks import FORMATS
from dropgrade.classroom.grades import StudentGrade
from dropgrade.cli import cli
from tests.classroom import gradebook_files as files
from tests.classroom.made_class import KINDS, SHAPES, Member, make_class, write_roster
from tests.classroom.test_feedback import moodle_gives
from tests.conftest import ROOT, run_command

PAGE = (ROOT / "solutions" / "README.md").read_text("utf-8")
COMMANDS = [
    line
    for block in re.findall(r"<!-- class day -->\n```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if line.split()[:2] in (["dropgrade", "grades"], ["dropgrade", "report"])
]
CLASS = [member for member in make_class() if member.kind != "endless"]
BY_NUMBER = {member.ids["moodle"]: member for member in CLASS}
FILES = {
    "Grades-CS101.csv": files.moodle, "gradebook.csv": files.canvas, "scores.csv": files.gradescope,
    "classroom_grades.csv": files.github,
}  # fmt: skip
"""The platforms' files that the page names."""


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the class was graded, with the files of every platform."""
    folder = tmp_path_factory.mktemp("day")
    SHAPES["moodle"][1](folder, CLASS)
    write_roster(folder / "roster.csv", CLASS)
    people = [StudentGrade(m.ids["sid"], m.name, roster=m.ids) for m in CLASS]
    for name, make in FILES.items():
        (folder / name).write_bytes(make(people))
    words = ["grade", *folder.glob("*.zip"), "--roster", "roster.csv", "--problem", "p03", "--into", "grades"]
    graded = run_command(*words, cwd=folder)
    assert "submissions graded" in graded.stdout, graded.stderr
    return folder


def followed(command: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that a command of the page has written."""
    monkeypatch.chdir(folder)
    words = shlex.split(command)[1:]
    output = folder / next(words[n + 1] for n, word in enumerate(words) if word in {"-o", "--feedback"})
    output.unlink(missing_ok=True)
    result = CliRunner().invoke(cli, words, standalone_mode=False)
    assert result.exception is None, result.exception
    assert result.return_value == 0
    return output


def is_fair(member: Member, grade: str, maximum: float) -> bool:
    """Whether a grade is what the member's work earns, and none where nothing could be graded."""
    if not KINDS[member.kind].counts:
        return grade in {"", "0"}
    low, high = (points * maximum / 10 for points in KINDS[member.kind].fair)
    return low <= float(grade) <= high


def test_the_page_shows_every_platform() -> None:
    """Each format has its command on the page."""
    assert {form for command in COMMANDS for form in re.findall(r"--to (\w+)", command)} == set(FORMATS)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_do_what_the_page_says(command: str, day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of the page works as it is shown, and writes the file that it names."""
    assert followed(command, day, monkeypatch).stat().st_size > 200


def command_for(form: str) -> str:
    """The first command of the page for a platform."""
    return next(command for command in COMMANDS if f"--to {form} " in command)


@pytest.mark.parametrize("form", FORMATS)
def test_every_platform_gets_what_is_fair(form: str, day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read back by the platform's rules, each student has the grade that their work earns, scaled to its maximum."""
    content = followed(command_for(form), day, monkeypatch).read_bytes()
    rows = files.read(content)
    match form:
        case "moodle":
            found = {m.ids["sid"]: files.as_moodle_reads(content)[m.ids["moodle"]][0] for m in CLASS}
        case "canvas":
            found = {m.ids["sid"]: files.as_canvas_reads(content)[m.ids["canvas"]] for m in CLASS}
        case "github":
            logins = {row[1].casefold(): row[4] for row in rows[1:]}
            found = {m.ids["sid"]: logins[m.ids["github"].casefold()] for m in CLASS}
        case _:
            id_, grade = {"gradescope": (2, 5), "nbgrader": (3, 9), "csv": (0, 3)}[form]
            found = {row[id_]: row[grade] for row in rows[1:]}
    maximum = {"canvas": 30.0, "github": 100.0}.get(form, 10.0)
    unfair = [m.kind for m in CLASS if not is_fair(m, found.get(m.ids["sid"], ""), maximum)]
    assert unfair == []


def test_every_student_with_work_gets_a_page(day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By Moodle's rules, each page reaches the student whose name is on it."""
    command = next(command for command in COMMANDS if "--to moodle --feedback" in command)
    archive = zipfile.ZipFile(followed(command, day, monkeypatch))
    given = {moodle_gives(name)[0]: archive.read(name).decode() for name in archive.namelist()}
    assert set(given) == {number for number, m in BY_NUMBER.items() if KINDS[m.kind].counts}
    assert all(BY_NUMBER[number].ids["sid"] in page for number, page in given.items())


def test_the_report_finds_the_mistake(day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mistake is on the page, with everyone who made it."""
    command = next(command for command in COMMANDS if command.startswith("dropgrade report"))
    text = followed(command, day, monkeypatch).read_text("utf-8")
    wrong = [m.ids["sid"] for m in CLASS if m.kind in {"wrong", "wrong_too"}]
    mistakes = text[text.index('<section id="mistakes">') : text.index('<section id="help">')]
    assert "no scaling" in mistakes
    assert all(sid in mistakes for sid in wrong)
