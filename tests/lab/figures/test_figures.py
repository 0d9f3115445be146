"""The figures of the articles: numbers that can be known beforehand, and the form that pages and files rely on."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from dropgrade.checks.coins import binomial_band
from dropgrade.lab.bench import OnEpoch, Trained, Training
from dropgrade.lab.figures.figure_list import FIGURES, figure_named
from tests.lab.plain_bench import PlainBench

KINDS = {"lines", "ranges", "bars", "histogram", "cells", "networks", "rows", "steps"}


class QuickBench(PlainBench):
    """The references, and trainings whose losses are known: the training's is p, the validation's 1 + seed / 10."""

    def train(self, training: Training, on_epoch: OnEpoch | None = None) -> Trained:
        """Four constant measures, and weights that are 1 + p."""
        row = [training.rate, 1 + training.seed / 10, 1 - training.rate / 2, 0.5]
        weights = tuple((np.full(shape, 1 + training.rate), np.zeros(shape[1])) for shape in ((64, 9), (9, 5), (5, 10)))
        return Trained(np.tile(row, (training.epochs, 1)), weights)


def made(name: str, seed: int = 0) -> list[dict[str, Any]]:
    """The panels of a figure, as a page gets them."""
    return json.loads(json.dumps(figure_named(name).made(QuickBench(), seed), allow_nan=False))["panels"]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_a_figure_is_plain_data(figure: Any) -> None:
    """Every figure is JSON without NaN, of panels that pages and files can draw, and the same for the same seed."""
    panels = made(figure.name)
    assert {panel["kind"] for panel in panels} <= KINDS
    assert all(panel["title"] for panel in panels)
    assert made(figure.name) == panels


def test_the_counts_are_powers_of_two() -> None:
    """All masks of n units are 2^n, and the notes on atoms are right: 167 and 266 units are the first to pass them."""
    lines, table = made("subnetwork_counts")
    assert table["rows"] == [[n, 2**n] for n in range(1, 13)]
    assert lines["runs"][0]["y"][-1] == pytest.approx(1000 * np.log10(2))
    assert 2**166 < 10**50 < 2**167
    assert 2**265 < 10**80 < 2**266


def test_the_worked_network_has_the_numbers_of_p12() -> None:
    """With the article's coins, each step gives what the statement of p12 works out by hand."""
    (panel,) = made("worked_network")
    values = {name: rows for step in panel["steps"] for name, rows in step["values"]}
    assert values["mask"] == [[1, 0, 1, 0]]
    assert np.allclose(values["h"], [[0.8, 1.5, 0.3, 1.2]])
    assert np.allclose(values["d"], [[1.6, 0, 0.6, 0]])
    assert np.allclose(
        [values["z2"][0][0], values["probs"][0][0], values["L"][0][0]], [0.56, 0.6365, 0.4518], atol=5e-5
    )
    assert np.allclose(values["dW2"], [[-0.5817], [0], [-0.2181], [0]], atol=5e-5)
    assert np.allclose(values["dW1"], [[-0.2908, 0, 0.2181, 0], [-0.5817, 0, 0.4363, 0]], atol=5e-5)


def test_masks_have_their_share_of_zeros() -> None:
    """At each of the four rates the zeros are as many as coins give, except one time in 1e9."""
    cells, table = made("masks_at_rates")
    for grid, (_, p, share, factor) in zip(cells["grids"], table["rows"], strict=True):
        low, high = binomial_band(640, p) if p else (0, 0)
        zeros = sum(value == 0 for row in grid["rows"] for value in row)
        assert low <= zeros <= high
        assert (share, factor) == (zeros / 640, pytest.approx(1 / (1 - p)))


def test_spatial_zeros_fill_columns() -> None:
    """A column of spatial dropout is all zero or all one; single values are scattered."""
    (panel,) = made("scattered_or_columns")
    single, whole = (np.array(grid["rows"]) for grid in panel["grids"])
    assert set(whole.mean(axis=0)) <= {0.0, 1.0}
    assert len(set(single.mean(axis=0))) > 3


def test_evaluation_is_steady() -> None:
    """Two passes at evaluation are x; training drops or doubles."""
    (table,) = made("two_modes", seed=3)
    assert [row[1:] for row in table["rows"][2:]] == [[1, 1, 1, 1]] * 2
    assert {value for row in table["rows"][:2] for value in row[1:]} == {0, 2}


def test_dropout_keeps_the_mean() -> None:
    """Zeros and doubled values together have the old mean, within six standard deviations."""
    histogram, table = made("before_and_after")
    facts = dict(table["rows"])
    assert abs(facts["mean after"] - facts["mean before"]) < 6 / np.sqrt(1000)
    assert histogram["series"][1]["zeros"] == facts["share of zeros"] * 1000


def test_gaps_are_differences() -> None:
    """The gap of the losses is validation minus training, that of the accuracies training minus validation."""
    accuracy, loss = made("rate_and_gap")
    by_name = {run["name"]: run for run in loss["runs"]}
    assert by_name["gap"]["y"] == pytest.approx([1.1 - p for p in by_name["gap"]["x"]])
    assert by_name["gap"]["low"] == pytest.approx([1.0 - p for p in by_name["gap"]["x"]])
    assert {run["name"]: run["y"][5] for run in accuracy["runs"]} == pytest.approx(
        {"training": 0.75, "validation": 0.5, "gap": 0.25}
    )
