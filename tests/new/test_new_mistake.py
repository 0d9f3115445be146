"""`dropgrade new mistake` begins a section of mistakes.md, with an edit of a line of the reference."""

from __future__ import annotations

from pathlib import Path

import pytest

from dropgrade.course.course import Course
from dropgrade.course.mistakes_file import examine_mistakes
from dropgrade.errors import CourseError
from dropgrade.new.mistake import new_mistake
from dropgrade.new.writing import new_problem
from tests.conftest import Run
from tests.new.conftest import NAME, fill, refusal

FILE = f"solutions/{NAME}/mistakes.md"
REFERENCE = f"solutions/{NAME}/my_topic.py"
QUIET = {"VISUAL": "", "EDITOR": ""}
SECTION = """
## divides_by_columns
- score: 3 to 5

TODO: Say what the program does and why that is wrong, in two or three sentences. Below, write which piece of a
line of my_topic.py becomes what; the piece has to be there once.

- edit: `return x / sums` -> `TODO`
"""
MESSAGE = SECTION.split("\n\n")[1]


@pytest.fixture
def problem(course: Course) -> Course:
    """A course of one problem, whose TODOs are done."""
    new_problem(course, NAME)
    fill(course, NAME)
    return course


def test_a_section_is_added_below_the_others(run: Run, problem: Course) -> None:
    """Earlier sections do not change, the place and the next command are shown; a single problem need not be named."""
    before = (problem.root / FILE).read_text()
    result = run("new", "mistake", "divides_by_columns", cwd=problem.root, env=QUIET)
    assert (result.returncode, result.stderr) == (0, "")
    after = (problem.root / FILE).read_text()
    assert after == before + SECTION
    line = after.split("\n").index("## divides_by_columns") + 1
    assert result.stdout.splitlines() == [
        FILE,
        f"Next: describe the mistake in line {line} of {FILE}",
        "Next: dropgrade verify p27",
    ]


def test_a_filled_section_is_proved(run: Run, problem: Course) -> None:
    """`verify` finds what is missing, and no fault once there are an edit, a score and a check that names it."""
    run("new", "mistake", "divides_by_columns", "--problem", "p27", cwd=problem.root, env=QUIET)
    begun = run("verify", "p27", cwd=problem.root)
    assert begun.returncode == 1
    assert f"{FILE}:" in "".join(begun.stdout.split("\n"))
    file, suite = problem.root / FILE, problem.root / f"solutions/{NAME}/suite.py"
    text = file.read_text().replace(MESSAGE, "Each entry is divided by the sum of its column.")
    text = text.replace("## divides_by_columns\n- score: 3 to 5", "## divides_by_columns\n- score: 0 to 5")
    file.write_text(text.replace("`return x / sums` -> `TODO`", "`x / sums` -> `x / x.sum(axis=0)`"))
    name = '"divides_by_total": x / x.sum()'
    suite.write_text(suite.read_text().replace(name, f'{name}, "divides_by_columns": x / x.sum(axis=0)'))
    filled = run("verify", "p27", cwd=problem.root)
    assert filled.returncode == 0, filled.stdout
    assert "divides_by_columns" in filled.stdout


def test_a_problem_without_mistakes_gets_the_file(problem: Course) -> None:
    """Where there is no mistakes.md yet, it is written."""
    (problem.root / FILE).unlink()
    _, line = new_mistake(problem, NAME, "divides_by_columns")
    assert (problem.root / FILE).read_text() == "# Mistakes in My topic\n" + SECTION
    assert line == 3


def test_a_shared_mistake_needs_no_message(problem: Course) -> None:
    """What solutions/mistakes.md says is inherited, so the section begins with its edit and no words of its own."""
    shared = "# Mistakes\n\n## changes_input\n- score: 9 to 9.5\n\nThe input is changed.\n"
    (problem.root / "solutions/mistakes.md").write_text(shared)
    new_mistake(problem, NAME, "changes_input")
    section = "## changes_input\n- score: 3 to 5\n- edit: `return x / sums` -> `TODO`\n"
    assert (problem.root / FILE).read_text().endswith(section)
    known, _ = examine_mistakes(problem.root / "solutions" / NAME)
    assert known["changes_input"].message == "The input is changed."


@pytest.mark.parametrize("name", ["no-scaling", "NoScaling", "2d", "", "a + b", "größe", "../x", "no_scaling\n"])
def test_what_is_not_a_name_is_refused(problem: Course, name: str) -> None:
    """A name consists of small letters, digits and underscores; for any other name nothing is written."""
    before = (problem.root / FILE).read_text()
    expected = f"{name!r} is not a name for a mistake.", "Write it like no_scaling: a-z, digits and underscores."
    assert refusal(new_mistake, problem, NAME, name) == expected
    assert (problem.root / FILE).read_text() == before


def test_a_mistake_has_one_section(problem: Course) -> None:
    """A name that has a section is refused with its line."""
    file = problem.root / FILE
    line = file.read_text().split("\n").index("## divides_by_total") + 1
    expected = "divides_by_total has a section already.", f"Edit line {line} of {file}."
    assert refusal(new_mistake, problem, NAME, "divides_by_total") == expected


def test_the_reference_comes_first(problem: Course) -> None:
    """Without a reference there is nothing to edit."""
    (problem.root / REFERENCE).unlink()
    with pytest.raises(CourseError) as failure:
        new_mistake(problem, NAME, "divides_by_columns")
    assert failure.value.hint == "Write the reference first."


def test_of_several_problems_one_is_named(run: Run, problem: Course) -> None:
    """Where the course has more than one problem, the command asks which."""
    new_problem(problem, "p28_more")
    result = run("new", "mistake", "divides_by_columns", cwd=problem.root, env=QUIET)
    assert result.returncode == 2
    assert "Name it: dropgrade new mistake NAME --problem p03" in result.stderr
    assert run("new", "mistake", "a", "--problem", "p28", cwd=problem.root, env=QUIET).returncode == 0
    assert "## a\n" in (problem.root / "solutions/p28_more/mistakes.md").read_text()


def test_the_file_opens_in_the_editor(run: Run, problem: Course, tmp_path: Path) -> None:
    """Where an editor is set, it is started with the file."""
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/opened\n')
    editor.chmod(0o755)
    run("new", "mistake", "divides_by_columns", cwd=problem.root, env={"VISUAL": str(editor), "EDITOR": ""})
    assert (tmp_path / "opened").read_text().strip().endswith("mistakes.md")
