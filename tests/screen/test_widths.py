"""Every command prints all of its content, whatever width the terminal reports."""

from __future__ import annotations

import importlib
import random
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dropgrade.cli import cli
from dropgrade.screen.console import NARROWEST, UNKNOWN, width_of
from tests.cases import program
from tests.verify.small_course import files_of

WIDTHS = range(301)
SOME = sorted(random.Random(0).sample(WIDTHS, 24) + list(range(6)))
ODD = ["", "0", "-1", "²", "1e3", "9" * 5000, " 80", "80\n", "٣", "None", "100000"]
WRITERS = {
    "screen.report_terminal": "write_report",
    "screen.comparison": "write_comparison",
    "pictures.terminal": "write_drawing",
    "pictures.trying.terminal": "write_trial",
    "progress.terminal": "write_overview",
    "quiz.terminal": "write_scores",
    "verify.terminal": "write_proof",
}
SEVERAL = "check exercises/p01_bernoulli_mask exercises/p11_moments exercises/p14_choosing_rates"
COMMANDS = {
    "check wrong.py --problem p03": WIDTHS, "check right.py --problem p03": SOME, SEVERAL: SOME,
    "check broken.py --problem p03": SOME, "show p03": WIDTHS, "show p06": SOME, "show p07": SOME, "show p09": SOME,
    "show p11": SOME, "show p21": SOME, "try p03": SOME, "quiz": SOME, "solution p03 --give-up": SOME, "": WIDTHS,
    "verify --tables --course small": SOME,
}  # fmt: skip
TYPED = "a\n?\nzz\na\n" + "s\n" * 60


@pytest.fixture
def workspace(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace as the current folder."""
    monkeypatch.chdir(shared)
    return shared


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with programs of every kind."""
    tmp_path = tmp_path_factory.mktemp("workspace")
    assert CliRunner().invoke(cli, ["init", str(tmp_path)]).exit_code == 0
    (tmp_path / "right.py").write_text(program("p03_inverted_scaling"), "utf-8")
    (tmp_path / "wrong.py").write_text(program("p03_inverted_scaling", "coin_ignores_p", "float64_out"), "utf-8")
    (tmp_path / "broken.py").write_text(
        "def inverted_dropout(x, p, training=True, rng=None):\n    print('a' * 500)\n    return x @ kep"
    )
    (tmp_path / "exercises/p03_inverted_scaling/inverted_scaling.py").write_text(
        program("p03_inverted_scaling"), "utf-8"
    )
    for name, content in files_of("p01_shares").items():
        (tmp_path / "small" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "small" / name).write_text(content, "utf-8")
    return tmp_path


def at_every_width(monkeypatch: pytest.MonkeyPatch, widths: range | list[int]) -> dict[int, str]:
    """Make a command print at every width; return the output by width."""
    printed: dict[int, str] = {}

    def again(write: Callable[..., object], *words: Any, **named: Any) -> None:
        for width in widths:
            stream = StringIO()
            with pytest.MonkeyPatch.context() as patched:
                patched.setenv("COLUMNS", str(width))
                patched.setattr("sys.stdout", stream)
                write(*words, **named)
            printed[width] = printed.get(width, "") + stream.getvalue()

    for module, name in WRITERS.items():
        place = importlib.import_module(f"dropgrade.{module}")
        real = getattr(place, name)
        monkeypatch.setattr(place, name, lambda *words, real=real, **named: again(real, *words, **named))
    return printed


def words_in(text: str) -> str:
    """Return the letters and digits of a text."""
    return re.sub(r"\W", "", text)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_width_prints(workspace: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """Something is printed at every width from 0 to 300; unknown is 80, and less than 40 is treated as 40."""
    assert workspace.exists()
    printed = at_every_width(monkeypatch, COMMANDS[command])
    ended = CliRunner().invoke(cli, command.split(), standalone_mode=False)
    assert ended.exception is None, repr(ended.exception)
    assert printed.keys() == set(COMMANDS[command])
    assert all(words_in(text) for text in printed.values())
    assert {printed[width] for width in printed if 0 < width <= NARROWEST} == {printed[1]}
    if UNKNOWN in printed:
        assert printed[0] == printed[UNKNOWN]


@pytest.mark.parametrize("width", SOME[::3])
@pytest.mark.parametrize("command", ["quiz q03 --seed 1", "hint p03", "list", "doctor --help", "--help"])
def test_what_is_asked_and_listed_prints_at_every_width(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, command: str, width: int
) -> None:
    """A quiz, a hint, the list and the help are printed at every width, too."""
    assert workspace.exists()
    monkeypatch.setenv("COLUMNS", str(width))
    ended = CliRunner().invoke(cli, command.split(), input=TYPED, standalone_mode=False)
    assert ended.exception is None, repr(ended.exception)
    assert words_in(ended.output)


@pytest.mark.parametrize("columns", ODD)
def test_a_width_that_is_none_is_80(monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    """If COLUMNS is not a number and there is no terminal, the width is 80."""
    monkeypatch.setenv("COLUMNS", columns)
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(f"sys.{name}", StringIO())
    assert width_of(StringIO()) == UNKNOWN


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (3, 2), (40, 5), (300, 100)])
def test_the_board_of_watch_fits_any_terminal(monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]) -> None:
    """`watch` draws in a window of any size, with and without notes."""
    from dropgrade.cli.watch.board import Board, _Page
    from dropgrade.report import CheckResult, Outcome, ProblemReport, Report

    check = CheckResult("test_a", "A check with a title of some length.", Outcome.ERROR, 10, message="It failed. " * 20)
    report = Report(0, (ProblemReport("p01_a", "A", "a.py", "0", (check,)),))
    monkeypatch.setenv("COLUMNS", str(size[0]))
    monkeypatch.setenv("LINES", str(size[1]))
    page = _Page()
    board = Board(page, "keys")
    board.show(report, lambda _: "again")
    board.note(["a note of several words", ""])
    board.wait("waiting")
    board.redraw()
    assert page.getvalue()
