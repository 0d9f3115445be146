"""The numbers of a training are right: to the last digit, mask for mask, and in every gradient."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dropgrade.errors import TargetError
from dropgrade.lab.data_sets import data_set, shaped
from dropgrade.lab.network.numpy_program import program_of
from dropgrade.lab.network.presets import PRESETS
from dropgrade.lab.network.spec import DROPS, as_json
from dropgrade.lab.training.functions import NEEDED
from dropgrade.lab.training.inside.trainer import Trainer
from dropgrade.lab.training.live_training import Epoch, Plan, Training
from dropgrade.lab.training.room import TrainingRoom
from dropgrade.sandbox.launch import clean_environment
from tests.lab.conftest import INVERTED, preset, small
from tests.oracles.reference import reference

PLAIN = Path(__file__).with_name("plain_training.py")
WATCHED = """
seen = []
inner = inverted_dropout

def inverted_dropout(x, p, training=True, rng=None):
    out, mask = inner(x, p, training, rng)
    if training:
        seen.append(mask.copy())
    return out, mask

def masks(first, last):
    return seen[first:last]
"""


def ran(training: Training) -> Training:
    """The training, up to its end."""
    while not training.is_done:
        training.advance()
    return training


def printed(*words: str) -> str:
    """What a program prints where NumPy works as it does in a worker: the same routines, on one core."""
    done = subprocess.run(
        [sys.executable, *words], env=clean_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_training_is_the_plain_one_to_the_last_digit(room: TrainingRoom, tmp_path: Path) -> None:
    """With the references, every measurement of every epoch has the bits of a training written for this test alone."""
    data = data_set("few_digits")
    np.savez(tmp_path / "data.npz", x=data.x, y=data.y, xv=data.x_validation, yv=data.y_validation)
    expected = json.loads(printed(str(PLAIN), str(tmp_path / "data.npz"), "7", "6", "0.5", "0.05"))
    with room.training(Plan(preset("digits"), "few_digits", 7, epochs=6, lr=0.05, counting=True)) as training:
        epochs = ran(training).epochs
        counts = training.counts()
    assert [[e.train_loss, e.train_accuracy, e.validation_loss, e.validation_accuracy] for e in epochs] == expected[
        "rows"
    ]
    kept = [round((counts[place] * 600).sum()) for place in ("3", "6")]
    assert kept == np.sum(expected["sums"], axis=0).tolist()


def test_the_masks_shown_are_the_masks_used(own: TrainingRoom) -> None:
    """A function that keeps its masks has kept those that the steps show, for every example that was looked at."""
    file = own.course.root / INVERTED
    file.write_text(file.read_text() + WATCHED)
    with own.training(Plan(preset("digits"), "few_digits", 1, epochs=3)) as training:
        ran(training)
        used: Any = training._worker.call("masks", (0, 24), module="inverted_scaling").value
        assert len(used) == 2 * 4 * 3  # two layers, four steps an epoch
        for step in (0, 3, 6, 11):
            for example in (0, 3):
                shown = training.replay(step, example)
                assert bool(shown["same"])
                for number, place in enumerate(("3", "6")):
                    mask = used[2 * step + number]
                    assert np.array_equal(shown[f"{place}/mask"], mask[example])
                    assert np.allclose(shown[f"{place}/kept"], mask.mean(axis=0))
                    assert shown[f"{place}/facts"].tolist() == pytest.approx([mask.mean(), 2.0, 0.0])


FACTORS = {"standard_dropout": 1.0, "dropblock": None, "dropconnect": None, "targeted_dropout": None}
"""The factor of what was kept, where it is another than 1 / (1 - p); None where the step does not show one number."""


@pytest.mark.parametrize("key", PRESETS)
def test_a_step_shows_what_each_kind_dropped(key: str, room: TrainingRoom) -> None:
    """Of every kind that drops: the share that was kept is near 1 - p, survivors have their factor, no mask lies."""
    with room.training(Plan(preset(key), "moons" if key == "small" else "few_digits", 6, epochs=1)) as training:
        shown = ran(training).replay(1, 2)
        assert bool(shown["same"])
        for each in training.counted:
            if each.layer.kind not in DROPS:
                continue
            kept, factor, false = shown[f"{each.place}/facts"]
            p = each.layer.p * (each.layer.fraction or 1.0)
            coins = 32 if each.layer.kind == "stochastic_depth" else 32 * each.coins
            assert kept == pytest.approx(1 - p, abs=5 * (p / max(coins, 1)) ** 0.5 + 0.05), each.place
            expected = FACTORS.get(each.layer.kind, 1 / (1 - p) if each.layer.kind != "stochastic_depth" else None)
            assert expected is None or factor == pytest.approx(expected)
            assert false == 0


def test_trainings_on_all_cores_are_those_one_by_one(room: TrainingRoom) -> None:
    """Several plans at once give the numbers of each alone; the first that fails ends all of them, a stop every one."""
    plans = [Plan(small(), "few_digits", seed, epochs=12) for seed in range(4)]
    found: dict[int, list[Epoch]] = {}
    room.train_all(plans, lambda number, training, _new: found.__setitem__(number, list(training.epochs)))
    for number, plan in enumerate(plans):
        with room.training(plan) as alone:
            assert ran(alone).epochs == found[number]
    with pytest.raises(TargetError, match="Two moons"):
        room.train_all([*plans, replace(plans[0], data="moons")], lambda *_: None)
    found.clear()
    room.train_all(plans, lambda number, *_: found.__setitem__(number, []), lambda: True)
    assert found == {}


def test_a_step_is_gone_through_again_in_the_middle_of_a_training(room: TrainingRoom) -> None:
    """Repeating earlier and later steps between slices does not change the training."""
    plan = Plan(small(), "few_digits", 3, epochs=70)
    with room.training(plan) as plain, room.training(plan) as disturbed:
        ran(plain)
        while not disturbed.is_done:
            disturbed.advance(len(disturbed.epochs) + 9)
            steps = disturbed.steps * len(disturbed.epochs)
            for step in {0, steps // 2, steps - 1}:
                assert bool(disturbed.replay(step, 0)["same"])
        assert disturbed.epochs == plain.epochs
        assert np.array_equal(disturbed.replay(279, 0)["1/W"], plain.replay(279, 0)["1/W"])


def test_a_function_with_chance_of_its_own_is_found_out(own: TrainingRoom) -> None:
    """A step that does not come out as it did says so: the function does not draw from the rng that it is given."""
    file = own.course.root / INVERTED
    file.write_text(file.read_text().replace("rng.random(", "OWN.random(") + "\nOWN = np.random.default_rng(3)\n")
    with own.training(Plan(small(), "few_digits", 1, epochs=2)) as training:
        assert not bool(ran(training).replay(1, 0)["same"])


def test_rates_share_their_first_weights_and_their_batches(room: TrainingRoom) -> None:
    """Two networks that differ in their rates alone begin with the same weights and see the same examples."""
    first = small()
    other = replace(first, layers=tuple(replace(layer, p=layer.p and 0.1) for layer in first.layers))
    with (
        room.training(Plan(first, "few_digits", 5, epochs=1)) as one,
        room.training(Plan(other, "few_digits", 5, epochs=1)) as two,
    ):
        a, b = ran(one).replay(0, 4), ran(two).replay(0, 4)
    assert all(np.array_equal(a[name], b[name]) for name in ("1/W", "4/W", "row", "input"))
    assert not np.array_equal(a["3/mask"], b["3/mask"])


@pytest.mark.parametrize("key", PRESETS)
def test_every_gradient_is_a_slope(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the coins held, the gradient of each parameter is how the loss changes with it, in every kind of layer."""
    modules = {}
    for needed in NEEDED.values():
        problem = next(p for p in PROBLEMS if p.partition("_")[2] == needed.stem)
        monkeypatch.setitem(sys.modules, f"reference_of_{problem}", reference(problem))
        modules |= dict.fromkeys(needed.names, f"reference_of_{problem}")
    network, data = preset(key), data_set("moons" if key == "small" else "few_digits")
    settings = {"seed": 2, "batch": 20, "lr": 0.0, "momentum": 0.0, "counting": False, "modules": modules}
    x = shaped(data.x, network)
    trainer = Trainer({**settings, "layers": as_json(network)["layers"]}, x, data.y, x[:5], data.y[:5])
    rows, coins = np.arange(20), trainer.coins.bit_generator.state
    for layer in trainer.all_layers:  # a bias of 0 puts whatever has no input onto the kink of its ReLU
        for name in layer.parameters.keys() & {"b", "beta"}:
            layer.parameters[name] += np.random.default_rng(0).uniform(0.1, 0.3, layer.parameters[name].shape)

    def loss() -> float:
        trainer.coins.bit_generator.state = coins
        return trainer.step(rows)

    loss()
    for layer in trainer.all_layers:
        found = {name: gradient.copy() for name, gradient in layer.gradients.items()}
        for name, gradient in found.items():
            values = layer.parameters[name]
            place = np.unravel_index(np.abs(gradient).argmax(), gradient.shape)
            before, nudge = values[place], 1e-6
            values[place] = before + nudge
            above = loss()
            values[place] = before - nudge
            slope = (above - loss()) / (2 * nudge)
            values[place] = before
            assert slope == pytest.approx(gradient[place], rel=1e-4, abs=1e-8), (layer.place, name)


PROBLEMS = [place.name for place in (Path(__file__).parents[3] / "solutions").glob("p*")]


@pytest.mark.parametrize("key", ["small", "layer", "spatial", "norm_after", "depth", "targeted", "connections"])
def test_the_program_of_a_network_trains_as_the_lab_does(key: str, room: TrainingRoom, tmp_path: Path) -> None:
    """The exported program runs beside the student's files and prints the losses of the lab, to the last digit."""
    network = preset(key)
    root = room.course.root
    digits = root / "exercises/p13_training_loop/data"
    if not digits.exists():
        digits.symlink_to(Path(__file__).parents[3] / "exercises/p13_training_loop/data")
    program = root / f"{key}.py"
    program.write_text(program_of(network, room.course, {"seed": 4, "epochs": 2}))
    lines = printed(str(program)).splitlines()
    with room.training(Plan(network, "moons" if key == "small" else "few_digits", 4, epochs=2)) as training:
        epochs = ran(training).epochs
    assert lines == [f"{e.number:3}  training {e.train_loss!r}  validation {e.validation_loss!r}" for e in epochs]
