"""Experiments as a page asks for them: locked predictions, runs as events, the record, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dropgrade.progress.experiment_record import experiments_on
from dropgrade.progress.problem_progress import progress_of
from tests.conftest import run_command
from tests.lab.conftest import INVERTED, solved
from tests.lab.heard_page import Page

NAME = "value_spread"
CURVE = [0.0, 0.1, 0.25, 0.4, 0.7, 1.0, 1.5, 2.3, 4.0, 9.0]


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """A page on a workspace in which everything is solved."""
    opened = Page(solved(tmp_path))
    yield opened
    opened.session.close()


def test_an_experiment_from_prediction_to_record(page: Page) -> None:
    """A prediction is locked, the run's numbers come as events, and what was found and explained is kept and listed."""
    opened = page.ask("experiment.open", name=NAME)
    assert opened["record"] is None
    assert opened["lesson"] is None
    assert "problem" in page.ask("experiment.run", name=NAME)
    assert page.ask("experiment.predict", name=NAME, prediction=CURVE)["record"]["prediction"] == CURVE
    again = page.ask("experiment.predict", name=NAME, prediction=CURVE[::-1])
    assert again["problem"]["message"] == "Your prediction is locked."
    assert "problem" in page.ask("experiment.explain", name=NAME, choice=0)

    page.ask("experiment.run", name=NAME, seeds=2)
    found = page.wait_for("experiment.found", "experiment.failed")
    assert found["event"] == "experiment.found", found
    assert found["holds"]
    assert found["comparison"]["was_right"]
    assert page.wait_for("experiment.begun")["whose"] == {"dropout": "yours", "variance": "yours"}
    parts = [part for each in page.events("experiment.curve") for part in each["parts"]]
    sent = {(part["seed"], part["series"]) for part in parts}
    assert sent == {(seed, series) for seed in (0, 1) for series in ("mean", "variance")}
    assert sum(len(part["values"]) for part in parts) == 2 * 2 * len(CURVE)

    explained = page.ask("experiment.explain", name=NAME, choice=1)
    assert not explained["is_right"]
    record = experiments_on(progress_of(page.session.course).read())[NAME]
    assert record.was_right
    assert record.held
    assert record.explanation.startswith("The factor keeps")
    table = page.ask("experiment.csv", name=NAME)["text"]
    assert table.startswith("experiment,seed,series,rate p,mean and variance\nvalue_spread,0,mean,0,1.0\n")
    listed = run_command("list", cwd=page.session.course.root).stdout
    row = next(line for line in listed.splitlines() if line.startswith(NAME))
    assert row.split()[1] == "explained"
    assert row.endswith("Activations before and after: predicted right")
    assert "1 of 1 right" in run_command(cwd=page.session.course.root).stdout


@pytest.mark.parametrize(
    "given", [None, "up", 3, [1.0], [float("nan")] * 10, [1.0] * 9 + ["x"]], ids=lambda given: str(given)[:12]
)
def test_what_is_no_prediction_is_refused(page: Page, given: object) -> None:
    """Anything but a height for each place is a problem, and nothing is recorded."""
    assert "problem" in page.ask("experiment.predict", name=NAME, prediction=given)
    assert "problem" in page.ask("experiment.predict", name="most_dropped", prediction=4)
    assert "problem" in page.ask("experiment.open", name="no such")
    assert experiments_on(progress_of(page.session.course).read()) == {}


def test_a_function_that_raises_ends_the_run_with_its_line(page: Page) -> None:
    """The message, the file and the line come as the event, and nothing is found; a figure says the same."""
    file = page.session.course.root / INVERTED
    file.write_text("def inverted_dropout(x, p, training=True, rng=None):\n    raise KeyError('coins')\n")
    page.ask("experiment.predict", name=NAME, prediction=CURVE)
    page.ask("experiment.run", name=NAME, seeds=1)
    problem = page.wait_for("experiment.found", "experiment.failed")["problem"]
    assert "KeyError" in problem["message"]
    assert (problem["line"], problem["function"]) == (2, "inverted_dropout")
    page.ask("figure.get", name="before_and_after")
    assert page.wait_for("figure.made", "figure.failed")["problem"]["line"] == 2


def test_a_run_can_be_stopped(page: Page) -> None:
    """After a stop nothing more is heard of a run, and nothing is found."""
    page.ask("experiment.predict", name="no_dropout", prediction=[1.0] * 11)
    page.ask("experiment.run", name="no_dropout", seeds=20)
    page.wait_for("experiment.curve")
    page.ask("experiment.stop")
    heard = len(page.heard)
    assert experiments_on(progress_of(page.session.course).read())["no_dropout"].state == "predicted"
    assert not [each for each in page.heard[heard:] if each.get("event")]


def test_a_function_that_returns_nonsense_gets_what_was_expected(page: Page) -> None:
    """An answer of another shape ends the run with what was observed and what was expected."""
    file = page.session.course.root / INVERTED
    file.write_text("def inverted_dropout(x, p, training=True, rng=None):\n    return x[:3], None\n")
    page.ask("experiment.predict", name=NAME, prediction=CURVE)
    page.ask("experiment.run", name=NAME, seeds=1)
    problem = page.wait_for("experiment.found", "experiment.failed")["problem"]
    assert "(3,)" in problem["message"]


@pytest.mark.parametrize(
    "room",
    ['"x"', '{"no_dropout": 3}', '{"no_dropout": {"prediction": -1, "predicted": "2026-01-01"}}',
     '{"no_dropout": {"prediction": [[1]], "predicted": "2026-01-01"}}'],
)  # fmt: skip
def test_a_record_that_a_person_has_edited_counts_as_nothing(page: Page, room: str) -> None:
    """An invalid prediction on record counts as none, and the list does not change."""
    file = page.session.course.root / ".dropgrade" / "progress.json"
    file.write_text(f'{{"version": 1, "experiments": {room}}}')
    assert page.ask("experiment.open", name="no_dropout")["record"] is None
    assert run_command("list", cwd=page.session.course.root).returncode == 0
