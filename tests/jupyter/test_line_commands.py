"""`%dropgrade hint`, `list`, `quiz`, `try` and `show` in a notebook, and their completion."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dropgrade.jupyter.line_commands import completions, run_command
from tests.conftest import run_command as run_installed
from tests.jupyter.books import REFERENCE, html, run_in_kernel, texts, wrong


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new workspace as the current folder."""
    assert run_installed("init", "mine", cwd=tmp_path).returncode == 0
    monkeypatch.chdir(tmp_path / "mine")
    return tmp_path / "mine"


def test_commands_are_run_in_a_kernel(workspace: Path) -> None:
    """A hint, the list, the example, the picture, and a quiz without input work in a kernel."""
    shown = run_in_kernel(
        {
            "load": "%load_ext dropgrade",
            "hint": "%dropgrade hint p03",
            "list": "%dropgrade list",
            "full": f"%%dropgrade p03\n{REFERENCE}",
            "again": "%dropgrade p03",
            "define": wrong("no_scaling"),
            "try": "%dropgrade try p03",
            "show": "%dropgrade show p03",
            "quiz": "%dropgrade quiz q03",
            "unknown": "%dropgrade hint p77",
        },
        workspace,
    )
    assert "Hint 1 of 3" in texts(shown["hint"])
    assert "p26_cutout" in texts(shown["list"])
    assert "The bug that it prevents" in texts(shown["full"])
    assert "The bug that it prevents" in html(shown["full"])
    assert "The bug that it prevents" not in texts(shown["again"])
    assert "4 of 5 values as in the statement." in texts(shown["try"])
    assert "%dropgrade try p03" in texts(shown["try"])
    assert "inside the band" in texts(shown["show"])
    assert shown["show"][0].data["image/svg+xml"].startswith("<?xml")
    assert "This notebook takes no input. In a terminal: dropgrade quiz q03" in texts(shown["quiz"])
    assert "There is no problem" in texts(shown["unknown"])
    assert "Traceback" not in "".join(map(texts, shown.values()))


def test_a_quiz_is_answered_in_a_notebook(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each prompt is asked in the notebook, and the answer goes to the command."""
    asked = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return "q" if len(asked) > 2 else "s"

    run_command([sys.executable], ["quiz", "q03", "--seed", "1"], ask)
    shown = capsys.readouterr().out
    assert asked == ["Your answer: "] * 3
    assert "Question 3 of" in shown
    assert "Stopped after 2 of" in shown


@pytest.mark.parametrize(
    ("line", "some", "never"),
    [
        ("%dropgrade ", {"hint", "p03_inverted_scaling"}, {"q03_scaling"}),
        ("%dropgrade sh", {"show"}, {"hint"}),
        ("%dropgrade hint p0", {"p03_inverted_scaling"}, {"hint", "p10_thinned_networks"}),
        ("%dropgrade quiz ", {"q03_scaling"}, {"p03_inverted_scaling"}),
        ("%dropgrade hint p03 ", set(), {"p03_inverted_scaling"}),
    ],
)
def test_names_and_commands_are_completed(workspace: Path, line: str, some: set[str], never: set[str]) -> None:
    """Commands and problems are completed, and after a command its arguments."""
    found = set(completions(line))
    assert some <= found
    assert not never & found
