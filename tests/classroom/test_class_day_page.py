"""The instructors' page on giving back and learning is followed to the letter, on a class that was really graded."""

from __future__ import annotations

import re
import shlex
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from dropgrade.cli import cli
from tests.cases import COURSE, program
from tests.classroom import gradebook_files as files
from tests.classroom.sample_class import student
from tests.conftest import ROOT, run_command

PAGE = (ROOT / "solutions" / "README.md").read_text("utf-8")
COMMANDS = [
    line
    for block in re.findall(r"<!-- class day -->\n```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if line.split()[:2] in (["dropgrade", "grades"], ["dropgrade", "report"])
]
STUB = (COURSE.exercises / "p03_inverted_scaling" / "inverted_scaling.py").read_text("utf-8")
WORK = {
    1: program("p03_inverted_scaling"),
    2: program("p03_inverted_scaling", "no_scaling"),
    3: program("p03_inverted_scaling", "no_scaling").replace("mask", "kept"),
    4: STUB,
    5: "def inverted_dropout(:\n",
}
CLASS = tuple(student(number, f"Student {number}") for number in range(1, 7))
"""Six students; the last one hands in nothing."""


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the class was graded, with the files of every platform that the page names."""
    folder = tmp_path_factory.mktemp("day")
    with zipfile.ZipFile(folder / "class.zip", "w") as archive:
        for number, text in WORK.items():
            name = f"Student {number}_{CLASS[number - 1].roster['moodle']}_assignsubmission_file_"
            archive.writestr(f"{name}/inverted_scaling.py", text)
    columns = list(CLASS[0].roster)
    rows = [columns, *([s.roster[c] for c in columns] for s in CLASS)]
    (folder / "roster.csv").write_text("\n".join(files.lines(rows)), "utf-8")
    made = {
        "Grades-CS101.csv": files.moodle(CLASS), "gradebook.csv": files.canvas(CLASS),
        "scores.csv": files.gradescope(CLASS), "classroom_grades.csv": files.github(CLASS),
    }  # fmt: skip
    for name, content in made.items():
        (folder / name).write_bytes(content)
    words = ("grade", "class.zip", "--roster", "roster.csv", "--problem", "p03", "--into", "grades")
    graded = run_command(*words, cwd=folder)
    assert "5 submissions graded" in graded.stdout, graded.stderr
    return folder


def test_the_page_shows_every_platform() -> None:
    """Each format has its command on the page."""
    from dropgrade.classroom.gradebooks import FORMATS

    assert {form for command in COMMANDS for form in re.findall(r"--to (\w+)", command)} == set(FORMATS)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_do_what_the_page_says(command: str, day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of the page works as it is shown, and writes the file that it names."""
    monkeypatch.chdir(day)
    words = shlex.split(command)[1:]
    result = CliRunner().invoke(cli, words, standalone_mode=False)
    assert result.exception is None, result.exception
    assert result.return_value == 0
    output = next(words[n + 1] for n, word in enumerate(words) if word in {"-o", "--feedback"})
    assert (day / output).stat().st_size > 200


def test_moodle_gets_what_was_graded(day: Path) -> None:
    """Moodle's file has full marks, half at most, nothing for a stub, and no grade where nothing was handed in."""
    run_command("grades", "grades", "--to", "moodle", "--fill", "Grades-CS101.csv", "-o", "m.csv", cwd=day)
    grades = {number[-1]: grade for number, (grade, _) in files.as_moodle_reads((day / "m.csv").read_bytes()).items()}
    assert (grades["1"], grades["4"], grades["5"], grades["6"]) == ("10", "0", "0", "")
    assert 0 < float(grades["2"]) == float(grades["3"]) <= 5


def test_the_report_finds_the_mistake_and_the_copy(day: Path) -> None:
    """Who made the mistake, and that the two programs are one, is on the page."""
    run_command("report", "grades", "-o", "r.html", cwd=day)
    text = (day / "r.html").read_text("utf-8")
    assert "no scaling" in text
    same = text[text.index('<section id="same">') : text.index('<section id="problems">')]
    assert "3100002 Student 2, 3100003 Student 3" in same
