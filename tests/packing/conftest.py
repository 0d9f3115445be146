"""Shared by the tests of packing: the command in this process, and an instructor's course."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dropgrade.cli import cli
from tests.quiz.sample import TEXT
from tests.verify.small_course import write_problem

Say = Callable[..., Result]
P01, P02 = "p01_shares", "p02_parts"


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Run a command in this process, from a folder, with the settings of a separate machine."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))

    def run(*words: str | Path, within: Path = tmp_path, typed: str = "") -> Result:
        monkeypatch.chdir(within)
        return CliRunner().invoke(cli, [*map(str, words)], input=typed, standalone_mode=False, prog_name="dropgrade")

    return run


@pytest.fixture
def course(tmp_path: Path, say: Say) -> Path:
    """A course of two problems with data and a quiz, trusted on the instructor's machine."""
    root = tmp_path / "teach/shares"
    for name in (P01, P02):
        write_problem(root, name, {})
    (root / "exercises" / P01 / "data").mkdir()
    (root / "exercises" / P01 / "data/numbers.csv").write_text("1,2\n")
    (root / "exercises/course.toml").write_text('name = "shares"\nversion = "2"\n')
    (root / "quizzes").mkdir()
    (root / "quizzes/q01_sample.md").write_text(TEXT)
    return root


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A student's machine, on which nothing is trusted."""
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def moved(tmp_path: Path) -> Callable[[], None]:
    """A function that switches from the instructor's machine to the student's, where nothing is trusted."""
    return lambda: shutil.rmtree(tmp_path / "settings", ignore_errors=True)
