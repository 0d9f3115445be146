"""Pictures as data, as lines of a terminal and as files: what is drawn is what was there."""

from __future__ import annotations

import re

import numpy as np
import pytest

from dropgrade.checks import CheckFailed, binomial_band
from dropgrade.pictures.data import (
    PICTURES,
    Picture,
    activations,
    bars,
    before_and_after,
    cells,
    curve,
    histogram,
    numbers,
    share,
)
from dropgrade.pictures.draw import Drawing
from dropgrade.pictures.matplotlib import plotted
from dropgrade.pictures.terminal import _lines
from dropgrade.report import CheckResult, Outcome

ENDING = CheckResult("picture.py", "", Outcome.PASS, 0.0)
ODD_WORDS = "\x1b[31m$x_1$ <b> & \N{WARNING SIGN}"


def text_of(picture: Picture, width: int = 78) -> str:
    """A picture in the terminal."""
    return "\n".join(line.plain for line in _lines(picture, width))


def all_kinds(values: np.ndarray) -> list[Picture]:
    """One picture of each kind from the same numbers."""
    return [
        cells("c", {"a": values[None], "b": values[None]}, rows="r", columns="c", words=None),
        share("s", values, 0.5),
        histogram("h", {"a": values, "b": -values}, axis="x"),
        bars("b", {"a": values[0], "b": -values[0]}, axis="x", expected={"a": 1.0}),
        curve("v", np.arange(values.size), {"y": values}, x_axis="x", y_axis="y",
              band=("band", values - 1, values + 1), points=("points", [0.0] * values[:1], values[:1])),
    ]  # fmt: skip


ODD = {
    "one number": [3.0],
    "zeros": [0.0, 0.0, 0.0],
    "one value": [2.0, 2.0],
    "tiny": [1e-300, 2e-300],
    "large": [1e99, -1e99],
    "nearly alike": [1.0, 1.0 + 1e-15],
    "both signs": [-1.0, 0.0, 2.5],
}


@pytest.mark.parametrize("values", ODD.values(), ids=ODD)
@pytest.mark.parametrize("width", [20, 78, 98])
def test_whatever_is_finite_can_be_drawn(values: list[float], width: int) -> None:
    """Every kind of picture can show one number, equal numbers, zeros, tiny and large ones, at any width."""
    pictures = all_kinds(np.array(values))
    assert {type(p) for p in pictures} == set(PICTURES)
    for picture in pictures:
        assert text_of(picture, width).strip()


@pytest.mark.parametrize("values", ODD.values(), ids=ODD)
def test_whatever_is_finite_can_be_plotted(values: list[float]) -> None:
    """The same as a file, without a warning."""
    drawing = Drawing("p01_x", ODD_WORDS, "", None, 0, tuple(all_kinds(np.array(values))), ENDING, ())
    assert plotted(drawing, "svg").startswith(b"<?xml")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "observed None"),
        ("text", "observed text"),
        ([1.0], "a list of 1"),
        (np.array([]), "an empty array"),
        (np.array(["a"]), "an array"),
        (np.array([np.nan]), "NaN or infinity"),
        (np.array([1e200]), "too large to draw"),
        (np.array([1j]), "[1j]"),
    ],
)
def test_what_is_no_array_of_numbers_is_said(value: object, words: str) -> None:
    """What cannot be drawn fails with what was observed."""
    with pytest.raises(CheckFailed, match=re.escape(words)):
        numbers(value, "out")


def test_the_band_is_the_exact_one() -> None:
    """A share has the binomial band of the expectations on coins, and lies inside up to its very ends."""
    low, high = binomial_band(1000, 0.7)
    verdicts = [share("s", np.arange(1000) < n, 0.7).is_inside for n in (low - 1, low, high, high + 1)]
    assert verdicts == [False, True, True, False]


def test_the_number_line_holds_what_it_says() -> None:
    """The sign for the observed share lies between the brackets if the verdict is inside, otherwise outside."""
    inside, outside = (text_of(share("s", np.arange(1000) < n, 0.7)).splitlines() for n in (690, 300))
    assert "inside the band" in inside[0]
    assert re.search(r"\[.*■.*\]", inside[-1])
    assert "outside the band" in outside[0]
    assert re.search(r"■.*\[.*\]", outside[-1])


def test_cells_are_drawn_one_by_one() -> None:
    """Each cell is the sign for its value, and an exact zero is blank among numbers."""
    mask = np.array([[1, 0, 1], [0, 0, 1]])
    assert text_of(cells("m", {"m": mask}, rows="r", columns="c")).splitlines()[-2:] == ["■ · ■", "· · ■"]
    scaled = cells("m", {"m": mask / 0.7 + 0.1 * mask[::-1]}, rows="r", columns="c")
    assert text_of(scaled).splitlines()[-1].startswith("··  ")


def test_what_is_cut_off_is_counted() -> None:
    """Where a grid is larger than what is drawn, both numbers are there."""
    text = text_of(cells("m", {"m": np.ones((40, 60))}, rows="samples", columns="features"))
    assert "12 of 40 samples, 32 of 60 features" in text
    assert text.count("■") == 1 + 12 * 32  # one in the legend


def test_a_histogram_counts_everything_once() -> None:
    """Counts and exact zeros add up to the size of each group."""
    rng = np.random.default_rng(0)
    x = activations((30, 40), rng)
    found = histogram("h", {"x": x, "out": x * (rng.random(x.shape) >= 0.3)}, axis="x")
    assert [sum(s.counts) + s.zeros for s in found.series] == [x.size, x.size]
    assert found.series[0].zeros == 0


def test_shared_coins_are_counted_once() -> None:
    """Where one coin decides over many entries, the share counts coins and not entries."""
    rng = np.random.default_rng(0)
    x = activations((50, 10, 24), rng)
    out = x * (rng.random((50, 1, 24)) >= 0.3)
    coins, _ = before_and_after(x, out, 0.3, shared=[1])
    assert getattr(coins, "coins", None) == 50 * 24


def test_a_curve_is_as_high_as_its_values() -> None:
    """A rising line begins in the lowest row and ends in the highest, and the ends of the axes are its own."""
    rows = text_of(curve("v", np.arange(5), {"y": np.arange(5) * 2.0}, x_axis="x", y_axis="y")).splitlines()
    assert rows[1].startswith("8 |")
    assert rows[1].endswith("■")
    assert rows[14].startswith("0 |■")


def test_words_of_authors_and_students_are_harmless() -> None:
    """No control character of a title or a name reaches the terminal."""
    every = [
        cells("c", {ODD_WORDS: np.eye(2)}, rows=ODD_WORDS, columns="c"),
        bars("b", {ODD_WORDS: 1.0}, axis=ODD_WORDS),
        curve("v", [0.0] * np.ones(1), {ODD_WORDS: np.ones(1)}, x_axis=ODD_WORDS, y_axis=ODD_WORDS),
        histogram("h", {ODD_WORDS: np.ones(1)}, axis=ODD_WORDS),
    ]
    assert not any("\x1b" in text_of(picture) for picture in every)
