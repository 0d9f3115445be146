"""What a page asks of trainings, through a session: numbers, arrays, saved files, and asks that no page sends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dropgrade.lab.training import code_changes
from dropgrade.lab.training.functions import functions_at_hand, keep_judged
from tests.lab.conftest import INVERTED, SMALL, solved
from tests.lab.heard_page import Page

START = {"network": SMALL, "data": "few_digits", "seed": 3, "epochs": 4}


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """A page over a workspace in which everything is written."""
    opened = Page(solved(tmp_path / "course"))
    yield opened
    opened.session.close()


def losses(page: Page, **changes: Any) -> list[float]:
    """The validation losses of a whole training."""
    run = page.ask("train.start", **{**START, **changes})["run"]
    page.wait_for("train.ended", run=run)
    epochs = page.events("train.epoch", run=run)
    assert [m["epoch"] for m in epochs] == [1, 2, 3, 4]
    return [m["validation_loss"] for m in epochs]


def test_a_page_trains_steps_counts_and_predicts(page: Page) -> None:
    """The epochs of a training come as events, and its steps, counts and predictions as arrays of known shapes."""
    first = losses(page, predicts=True)
    run = page.ask("train.start", **START, predicts=True)["run"]
    page.wait_for("train.ended", run=run)
    assert page.ask("train.step", run=run, step=5, example=2) == {"step": 5, "epoch": 2, "left_out": []}
    shapes = {name: page.arrays[name].shape for name in ("input", "1/out", "1/W", "3/mask", "3/kept", "4/W_gradient")}
    assert shapes == {
        "input": (64,), "1/out": (16,), "1/W": (64, 16), "3/mask": (16,), "3/kept": (16,), "4/W_gradient": (16, 10),
    }  # fmt: skip
    assert page.arrays["3/mask"].dtype == np.uint8
    page.ask("train.counts", run=run)
    assert page.arrays["3"].shape == (16,)
    assert 0.35 < page.arrays["3"].mean() < 0.65
    page.ask("train.predict", run=run, first=3, examples=2, samples=30)
    passes = page.arrays["passes"]
    assert passes.shape == (30, 2, 10)
    assert np.allclose(page.arrays["mean"], passes.mean(axis=0))
    assert np.allclose(page.arrays["variance"], passes.var(axis=0))
    assert first == losses(page)


def test_the_scale_that_is_broken_and_saved_changes_the_curve(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """A save is noticed at once and used by the next training, and a file that is not right is graded as such."""
    monkeypatch.setattr(code_changes, "CALM", 0.0)
    for each in functions_at_hand(page.session.course).values():
        assert each.submission is not None
        keep_judged(each.problem, each.submission.sha256, is_right=True)
    page.ask("hello")
    before = losses(page)
    (page.session.course.root / "exercises/p24_label_smoothing/label_smoothing.py").write_text("x = 1")
    assert page.wait_for("code.changed", problem="p24_label_smoothing")["kind"] == ""  # which no network uses
    file = page.session.course.root / INVERTED
    file.write_text(file.read_text().replace("    out = out / (1 - p)\n", ""))
    changed = page.wait_for("code.changed", kind="dropout")
    assert (changed["problem"], changed["state"]) == ("p03_inverted_scaling", "yours")
    assert losses(page) != before
    judged = page.wait_for("code.judged", kind="dropout")
    assert judged["state"] == "wrong"
    assert judged["why"] == "It is not right yet: dropgrade check p03 says what is wrong."
    assert losses(page, use={"dropout": "reference"}) == before
    file.write_text("def inverted_dropout(x, p, training=True, rng=None):\n    raise NotImplementedError\n")
    assert page.wait_for("code.changed", state="not_written")["why"] == "`inverted_dropout` is not written yet."


def test_a_function_that_raises_stops_the_run_and_nothing_else(page: Page) -> None:
    """The event has the message, the file, the line and the function; the page goes on asking."""
    file = page.session.course.root / INVERTED
    right = file.read_text()
    file.write_text(right.replace("    out = x * mask\n", "    out = x * maks\n"))
    run = page.ask("train.start", **START)["run"]
    problem = page.wait_for("train.failed", run=run)["problem"]
    assert problem["message"] == "`inverted_dropout` raised NameError: name 'maks' is not defined"
    assert problem["line"] == right.splitlines().index("    out = x * mask") + 1
    assert (problem["file"], problem["function"]) == (str(file), "inverted_dropout")
    assert page.ask("train.step", run=run, step=0)["problem"]["message"] == "No step was trained yet."
    file.write_text(right)
    assert len(losses(page)) == 4


@pytest.mark.parametrize(
    ("change", "state", "why", "line"),
    [
        (None, "missing", "There is no file", 0),
        ("x = 1\n", "missing", "There is no `inverted_dropout` in inverted_scaling.py.", 0),
        ("def inverted_dropout(:\n", "raises", "inverted_scaling.py is not valid Python: invalid syntax.", 1),
        (
            "def inverted_dropout(x):\n    '''Words.'''\n    raise NotImplementedError\n",
            "not_written",
            "is not written",
            0,
        ),
        ("def inverted_dropout(x):\n    raise ValueError\n", "yours", "", 0),
    ],
)
def test_what_is_at_hand_is_said_before_anything_runs(
    page: Page, change: str | None, state: str, why: str, line: int
) -> None:
    """Files that are missing, faulty or not written are each named so, and the reference is lent in their place."""
    file = page.session.course.root / INVERTED
    file.unlink() if change is None else file.write_text(change)
    found = functions_at_hand(page.session.course)["dropout"]
    assert (found.state, found.line) == (state, line)
    assert why in found.why
    if state == "yours":
        return
    answer = page.ask("train.start", **START)
    assert answer["whose"] == {"dropout": "reference", "dropout_backward": "yours"}
    problem = page.ask("train.start", **START, use={"dropout": "yours"})["problem"]
    assert problem["message"] == found.why
    assert problem["hint"] == "Open it: dropgrade open p03; or use the reference for this one."


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"epochs": 0}, "`epochs` must be a whole number from 1 to 5,000."),
        ({"seed": True}, "`seed` must be a whole number"),
        ({"lr": float("nan")}, "`lr` must be a number from 0 to 100."),
        ({"batch": "32"}, "`batch` must be a whole number"),
        ({"data": "iris"}, "`data` must be one of"),
        ({"data": ["digits"]}, "`data` must be one of"),
        ({"data": "moons"}, "Two moons: an example has 2 units, and the network takes 64 units."),
        ({"data": "wrong_labels"}, "Wrong labels has 2 classes, and the network 10 outputs."),
        ({"use": {"dropout": "mine"}}, "`use` says yours or reference"),
        ({"use": []}, "`use` says yours or reference"),
        ({"network": None}, "A network is an object with `input` and `layers`."),
    ],
)
def test_a_training_that_cannot_be_is_refused(page: Page, change: dict[str, Any], message: str) -> None:
    """Settings out of bounds and networks that do not fit the data are refused with a sentence."""
    assert message in page.ask("train.start", **{**START, **change})["problem"]["message"]


def test_asks_about_another_training_are_refused(page: Page) -> None:
    """A step has to be one that was trained in the training that is there."""
    assert page.ask("train.step", run=1, step=0)["problem"]["message"] == "This training is over."
    run = page.ask("train.start", **START)["run"]
    page.wait_for("train.ended", run=run)
    assert "from 0 to 15" in page.ask("train.step", run=run, step=16)["problem"]["message"]
    assert "`example`" in page.ask("train.step", run=run, step=0, example=-1)["problem"]["message"]
    assert "begun for predictions" in page.ask("train.predict", run=run)["problem"]["message"]
    assert page.ask("train.stop") == {}
