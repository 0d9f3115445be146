"""What the lab's networks learn from is what its description says."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from dropgrade.errors import TargetError
from dropgrade.lab import data_sets
from dropgrade.lab.data_sets import MAKERS, data_set, described_sets, shaped
from dropgrade.lab.network.counting import checked_network
from dropgrade.lab.network.presets import PRESETS
from tests.conftest import ROOT

P13 = np.loadtxt(ROOT / "exercises/p13_training_loop/data/digits.csv", delimiter=",")
FOLDER = Path(data_sets.__file__).parent


def test_the_digits_are_those_of_their_source() -> None:
    """The file has the hash that its README gives, and p13's digits are among its rows."""
    packed = (FOLDER / "digits.csv.gz").read_bytes()
    assert hashlib.sha256(packed).hexdigest() in (FOLDER / "README.md").read_text()
    digits = data_set("digits")
    every = {(*row, digit) for row, digit in zip(
        (np.vstack([digits.x, digits.x_validation]) * 16).tolist(), [*digits.y, *digits.y_validation], strict=True
    )}  # fmt: skip
    assert len(digits.x) == 1000
    assert len(digits.x_validation) == 797
    assert all((*row[:64], int(row[64])) in every for row in P13.tolist())


def test_few_digits_are_p13s_in_their_order() -> None:
    """100 to train on, the next 100 to validate with, as grey values from 0 to 1."""
    few = data_set("few_digits")
    assert np.array_equal(np.vstack([few.x, few.x_validation]) * 16, P13[:, :64])
    assert np.array_equal([*few.y, *few.y_validation], P13[:, 64])


def test_wrong_labels_are_those_of_p13() -> None:
    """Is a digit odd? Of the 40 to train on, the first ten have the wrong answer and no others."""
    wrong, odd = data_set("wrong_labels"), P13[:, 64] % 2
    assert np.array_equal(np.flatnonzero(wrong.y != odd[:40]), np.arange(10))
    assert np.array_equal(wrong.y_validation, odd[40:140])


def test_moons_are_two_and_the_same_every_time() -> None:
    """Half of the points belong to each, they overlap a little, and they are drawn from a seed."""
    moons = data_set("moons")
    assert abs(moons.y.mean() - 0.5) < 0.1
    upper, lower = moons.x[moons.y == 0], moons.x[moons.y == 1]
    assert upper[:, 1].mean() > 0.4
    assert lower[:, 1].mean() < 0.1
    assert np.array_equal(MAKERS["moons"]().x, moons.x)


@pytest.mark.parametrize("name", MAKERS)
def test_a_data_set_is_finite_and_fits_its_networks(name: str) -> None:
    """Examples are finite float64, labels are classes, and a preset of the right shape takes them."""
    found = data_set(name)
    assert found.x.dtype == found.x_validation.dtype == np.float64
    assert np.isfinite(found.x).all()
    assert {*found.y, *found.y_validation} == set(range(found.classes))
    for preset in map(checked_network, PRESETS.values()):
        if preset.input in found.shapes and preset.layers[-1].units == found.classes:
            found.refuse(preset)
            assert shaped(found.x, preset).shape == (len(found.x), *preset.input)


def test_every_data_set_is_offered_and_no_other_is_known() -> None:
    """A page is offered all of them; a name that is none is refused with those that there are."""
    assert [each["name"] for each in described_sets()] == list(MAKERS)
    with pytest.raises(TargetError, match="There is no data set 'iris'"):
        data_set("iris")
