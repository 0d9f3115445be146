"""Training as a picture: the network learns its few samples by heart, and dropout keeps the test loss nearer."""

from pathlib import Path

import numpy as np

from dropgrade.checks import expect_that
from dropgrade.pictures.data import bars, curve, numbers

DIGITS = Path(__file__).parents[2] / "exercises" / Path(__file__).parent.name / "data" / "digits.csv"
TRAIN, HIDDEN, EPOCHS, LR = 80, 100, 150, 0.3


def picture(student, p, rng):
    """The losses of two trainings on few digits; the question is whether one is 5 or more."""
    digits = rng.permutation(np.loadtxt(DIGITS, delimiter=","))
    x, y = digits[:, :-1] / 16, (digits[:, -1:] >= 5).astype(float)
    data = (x[:TRAIN], x[TRAIN:]), (y[:TRAIN], y[TRAIN:])
    params = {
        "W1": rng.normal(size=(x.shape[1], HIDDEN)) * np.sqrt(2 / x.shape[1]),
        "b1": np.zeros(HIDDEN),
        "W2": rng.normal(size=(HIDDEN, 1)) / np.sqrt(HIDDEN),
        "b2": np.zeros(1),
    }
    found = {f"p = {rate:g}": trained(student, params, data, rate, rng) for rate in (0.0, p)}
    lines = {f"{which}, {rate}": losses[which] for rate, losses in found.items() for which in losses}
    gaps = {rate: losses["test"][-1] - losses["training"][-1] for rate, losses in found.items()}
    axes = {"x_axis": "epoch", "y_axis": "log loss without dropout"}
    return [
        curve(f"Training on {TRAIN} digits: 5 or more?", np.arange(1, EPOCHS + 1), lines, **axes),
        bars("Test loss minus training loss at the end", gaps, axis="log loss"),
    ]


def trained(student, params, data, p, rng):
    """Both losses of a training, where they can be drawn."""
    history = student.train(params, *data, p, LR, EPOCHS, rng)
    names = {"training": "train_loss", "test": "test_loss"}
    held = isinstance(history, dict) and set(names.values()) <= set(history)
    expect_that(held, what="what `train` returns", observed=history, expected="a dict with train_loss and test_loss")
    return {word: numbers(as_array(history[name]), name, (EPOCHS,)) for word, name in names.items()}


def as_array(losses):
    """Lists of numbers are right as well."""
    plain = isinstance(losses, list | tuple) and all(isinstance(v, int | float | np.number) for v in losses)
    return np.array(losses, float) if plain else losses
