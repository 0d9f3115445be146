"""`dropgrade spot` as a player sees it, and how missed mistakes come back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dropgrade.cli import _hearing, _sitting, review, spot
from dropgrade.course.problem import read_problem
from dropgrade.spotting.spot_round import begin_round
from dropgrade.spotting.spotted import Spotted, due_in, keep_spotted, spotted_in
from tests.cases import COURSE

PROBLEM = "p03_inverted_scaling"
ROUND = begin_round(read_problem(COURSE, PROBLEM), 5)
RIGHT, WRONG = str(ROUND.right + 1), str((ROUND.right + 1) % 5 + 1)
Play = Callable[..., tuple[int, str]]


@pytest.fixture
def play(workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Play:
    """Run the command in a workspace and answer as given; the exit code, and what was printed."""
    monkeypatch.chdir(workspace)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words: str, answers: tuple[str, ...] = (), module: Any = spot) -> tuple[int, str]:
        lines = iter(answers)
        for asking in (_hearing, _sitting):
            monkeypatch.setattr(asking, "hearer", lambda _: lambda _: next(lines, None))
        capsys.readouterr()
        code = module.command([*words], standalone_mode=False)
        return code, "".join(capsys.readouterr())

    return run


def record(workspace: Path) -> dict[str, Any]:
    """The progress file."""
    file = workspace / ".dropgrade/progress.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def test_a_mistake_is_spotted(play: Play, workspace: Path) -> None:
    """The report comes without names; the right answer is confirmed and explained, and goes on record."""
    code, said = play("p03", "--seed", "5", answers=(RIGHT,))
    assert code == 0
    assert "observed" in said
    assert "Spotted." in said
    assert ROUND.message.split()[:6] == " ".join(said.partition("Spotted.")[2].split()).split()[:6]
    assert record(workspace)["spotted"][PROBLEM][ROUND.mistake.name]["in_a_row"] == 1


def test_the_code_is_shown_at_full_marks_or_by_giving_up(play: Play, workspace: Path) -> None:
    """Before that, no line of the edit is shown; giving up is recorded as for a solution."""
    added = [line[1:].strip() for line in ROUND.diff if line.startswith("+")]
    _, said = play("p03", "--seed", "5", answers=(WRONG,))
    assert "Not that one." in said
    assert "dropgrade spot p03 --give-up" in said
    assert not [line for line in added if line in said]
    assert "gave_up" not in str(record(workspace).get("problems", {}))
    _, said = play("p03", "--seed", "5", "--give-up", answers=(WRONG,))
    assert all(line in said for line in added)
    assert record(workspace)["problems"][PROBLEM]["gave_up"]
    _, said = play("p03", "--seed", "5", answers=(WRONG,))
    assert all(line in said for line in added)


def test_an_unclear_answer_is_asked_for_again_and_none_leaves(play: Play, workspace: Path) -> None:
    """An answer that fits no choice, or several, does not count; at the end of input the round is not recorded."""
    code, said = play("p03", "--seed", "5", answers=("xyzzy", "9", RIGHT))
    assert (code, said.count("is always clear")) == (0, 2)
    before = record(workspace)
    code, said = play("p03", "--seed", "5", answers=("xyzzy",))
    assert (code, "You left" in said) == (1, True)
    assert record(workspace) == before


def test_what_was_missed_comes_back_in_review(play: Play, workspace: Path) -> None:
    """A mistake that was missed is asked for again, and no more that day once it is spotted."""
    assert play("p03", "--seed", "5", answers=(WRONG,))[0] == 1
    mistake = ROUND.mistake.name
    code, said = play(module=review, answers=(mistake,))
    assert (code, "Spotted." in said) == (0, True)
    assert record(workspace)["spotted"][PROBLEM][mistake] == {
        **record(workspace)["spotted"][PROBLEM][mistake], "times": 2, "in_a_row": 1,
    }  # fmt: skip
    code, said = play(module=review)
    assert (code, "nothing to review" in said) == (0, True)


def test_a_mistake_is_due_as_a_question_is() -> None:
    """After 1, 3, 7 and 21 days, longer each time in a row; at once where it was missed."""
    data: dict[str, Any] = {}
    keep_spotted(data, PROBLEM, "no_scaling", is_right=True)
    now = datetime.now(UTC)
    assert due_in(data, now + timedelta(hours=23)) == {}
    assert due_in(data, now + timedelta(hours=25)) == {PROBLEM: ["no_scaling"]}
    keep_spotted(data, PROBLEM, "no_scaling", is_right=True)
    assert due_in(data, now + timedelta(days=2)) == {}
    keep_spotted(data, PROBLEM, "no_scaling", is_right=False)
    assert due_in(data, now + timedelta(hours=1)) == {PROBLEM: ["no_scaling"]}
    assert Spotted(9, 5, now.isoformat()).is_due(now + timedelta(days=999)) is False


@pytest.mark.parametrize(
    "room",
    [
        *(None, [], 5, {PROBLEM: 5}, {PROBLEM: {"a": 5}}),
        {PROBLEM: {"a": {"times": "1", "in_a_row": 0, "when": "x"}}},
        {PROBLEM: {"a": {"times": 1, "in_a_row": 2, "when": "2026-01-01T00:00:00+00:00"}}},
    ],
)
def test_an_odd_record_counts_as_nothing(room: object) -> None:
    """A person may have edited the file."""
    data: dict[str, Any] = {"spotted": room}
    assert spotted_in(data, PROBLEM) == {}
    assert due_in(data, datetime.now(UTC)) == {}
    keep_spotted(data, PROBLEM, "no_scaling", is_right=True)
    assert list(spotted_in(data, PROBLEM)) == ["no_scaling"]
