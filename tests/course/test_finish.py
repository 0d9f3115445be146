"""`finish.md`: its form, and that every problem of the course has one."""

from __future__ import annotations

from pathlib import Path

import pytest

from dropgrade.course.finish import FILE, examine_finish, read_finish
from dropgrade.quiz.format.reading import quiz_names
from tests.cases import COURSE

SOUND = "# Title\n- quiz: q01_a\n\nThe idea.\n\n## In NumPy\n\n```python\nx = 1\n```\n\n## The bug\n\nWords.\n"
CASES = {
    "quiz": (("q01_a", "q02_b"), "there is no quiz 'q02_b'"),
    "idea": (("The idea.", ""), "it does not say the idea"),
    "long": (("The idea.", "word " * 80), "the idea has 80 words"),
    "empty": (("Words.", ""), "there is nothing below 'The bug'"),
    "program": (("x = 1", "x = = 1"), "a program in it is not Python"),
}


def test_a_finish_is_read(tmp_path: Path) -> None:
    """The title, the quiz, the idea, the sections and their programs are recognised."""
    (tmp_path / FILE).write_text(SOUND)
    finish = read_finish(tmp_path)
    assert finish is not None
    assert (finish.title, finish.quiz, finish.idea) == ("Title", "q01_a", "The idea.")
    assert [heading for heading, _ in finish.sections] == ["In NumPy", "The bug"]
    assert finish.programs == ["x = 1\n"]
    assert list(examine_finish(tmp_path, ["q01_a"])) == []


@pytest.mark.parametrize("name", CASES)
def test_every_fault_of_a_finish_has_its_sentence(tmp_path: Path, name: str) -> None:
    """Missing, overlong and unknown parts are reported with how to fix them."""
    change, message = CASES[name]
    (tmp_path / FILE).write_text(SOUND.replace(*change))
    (fault,) = examine_finish(tmp_path, ["q01_a"])
    assert fault.message == message
    assert fault.fix.endswith(".")


@pytest.mark.parametrize("name", COURSE.names())
def test_every_problem_has_a_finish(name: str) -> None:
    """Each has the idea, a framework's call, the bug with its source, and a quiz of the course."""
    solution = COURSE.authority / "solutions" / name
    finish = read_finish(solution)
    assert finish is not None
    assert [heading for heading, _ in finish.sections] == ["In PyTorch", "The bug that it prevents"]
    assert finish.quiz in quiz_names(COURSE)
    assert "\nSource: " in finish.sections[1][1]
    assert list(examine_finish(solution, quiz_names(COURSE))) == []
