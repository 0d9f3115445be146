"""Find the bug on a page: what is sent of a program, and what never is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dropgrade.course.course import find_course
from dropgrade.course.problem import read_problem
from dropgrade.lab.spot_game.observing import SUBJECTS, observe
from dropgrade.lab.spot_game.spot_asks import Game
from dropgrade.lab.spot_game.telling_apart import is_visible
from dropgrade.progress.problem_progress import progress_of
from dropgrade.sandbox.client import Sandbox
from dropgrade.sandbox.launch import opened_sandbox
from dropgrade.spotting.spotted import spotted_in
from tests.cases import COURSE, program
from tests.conftest import run_command
from tests.lab.heard_page import Page

P03 = "p03_inverted_scaling"


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """A page of a new workspace's lab."""
    run_command("init", "mine", cwd=tmp_path)
    found = Page(find_course(tmp_path / "mine"))
    yield found
    found.session.close()


def test_a_round_from_start_to_end(page: Page) -> None:
    """Pictures, shares and curves of both programs come; the answer is judged, on record, and its code is kept back."""
    found = page.ask("spot.start", problem=P03, seed=4)
    spot = page.session.keep(Game).current
    assert found["choices"] == [choice.words for choice in spot.choices]
    assert {"first", "second", "evaluation"} <= page.arrays.keys() or found["words"]
    assert all(array.shape == (24, 40) for array in page.arrays.values())
    page.wait_for("spot.trained", count=2)
    assert {event["who"] for event in page.events("spot.trained")} == {"program", "reference"}
    page.wait_for("spot.epoch", count=80)
    assert {event["who"] for event in page.events("spot.epoch")} == {"program", "reference"}
    wrong = (spot.right + 1) % len(spot.choices)
    judged = page.ask("spot.answer", choice=wrong)
    assert (judged["isRight"], judged["right"], judged["isOpen"], judged["diff"]) == (False, spot.right, False, [])
    assert page.ask("spot.answer", choice=spot.right)["isRight"]
    record = progress_of(page.session.course).read()
    assert spotted_in(record, P03)[spot.mistake.name].in_a_row == 0, "the first answer counts"
    added = [line[1:].strip() for line in spot.diff if line.startswith("+")]
    assert not [line for line in added if line in str(page.heard)]
    assert page.ask("spot.give_up")["diff"] == spot.diff
    assert progress_of(page.session.course).read()["problems"][P03]["gave_up"]


@pytest.mark.parametrize(
    ("name", "details"),
    [
        ("spot.answer", {"choice": 0}),
        ("spot.give_up", {}),
        ("spot.start", {"problem": "p99_nothing"}),
        ("spot.start", {"problem": "p13_training_loop"}),
        ("spot.start", {"problem": ["p03"]}),
        ("spot.start", {"problem": P03, "seed": -1}),
    ],
)
def test_what_cannot_be_played_is_a_problem(page: Page, name: str, details: dict[str, object]) -> None:
    """An answer before a round, and problems that cannot be observed, are refused with a sentence."""
    assert page.ask(name, **details)["problem"]["message"]


def test_the_edit_cannot_be_had_before_the_answer(page: Page) -> None:
    """Giving up is for a round that was answered."""
    page.ask("spot.start", problem=P03, seed=4)
    assert "problem" in page.ask("spot.give_up")
    assert "problems" not in progress_of(page.session.course).read()
    page.session.end("spot")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """A sandbox for all programs."""
    with opened_sandbox() as found:
        yield found


Seen = Callable[[str, str], bool]


@pytest.fixture
def seen(sandbox: Sandbox) -> Seen:
    """Whether a program of a problem shows that it is not the reference."""

    def look(problem: str, source: str) -> bool:
        described = read_problem(COURSE, problem)
        right = observe(described, program(problem), sandbox)
        return is_visible(observe(described, source, sandbox), right, SUBJECTS[described.stem].coins)

    return look


@pytest.mark.parametrize("stem", SUBJECTS)
def test_right_programs_cannot_be_told_apart(seen: Seen, stem: str) -> None:
    """However it is written, a right program shows nothing."""
    problem = next(name for name in COURSE.names() if name.endswith(f"_{stem}"))
    for file in sorted((COURSE.authority / "solutions" / problem).glob("right/*.py")):
        assert not seen(problem, file.read_text("utf-8")), file


@pytest.mark.parametrize(
    "mistake",
    ["no_scaling", "keeps_with_p", "reversed_comparison", "coin_ignores_p", "drops_nothing", "modes_swapped",
     "one_mask_for_batch", "exact_fraction", "tiny_for_zero", "neighbours_share_coins", "normal_for_uniform"],
)  # fmt: skip
def test_mistakes_can_be_seen(seen: Seen, mistake: str) -> None:
    """What the problem is about shows in pictures and shares."""
    assert seen(P03, program(P03, mistake))


@pytest.mark.parametrize(
    "body",
    ["raise KeyError(x)", "return 3", "return x, x, x", "return x[:2], None", "return 'x', None",
     "return x.astype(complex), x", "while True: pass", "import os; os._exit(3)"],
)  # fmt: skip
def test_odd_programs_are_seen_as_what_they_are(sandbox: Sandbox, body: str) -> None:
    """Whatever a program gives, what is kept are pictures of the right shape, or a sentence without a line of code."""
    source = f"def inverted_dropout(x, p, training=True, rng=None):\n    {body}\n"
    found = observe(replace(read_problem(COURSE, P03), cpu_seconds=0.5), source, sandbox)
    assert all(array.shape == (24, 40) and np.isfinite(array).all() for array in found.pictures.values())
    assert "first" in found.words
    assert body not in str(found.words)
