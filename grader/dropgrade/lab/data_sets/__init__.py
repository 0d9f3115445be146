"""The data sets of the lab: real digits, digits with wrong labels, and two moons."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from dropgrade.errors import CourseError, TargetError
from dropgrade.lab.data_sets.drawn import digits_of_course, many_digits, two_moons
from dropgrade.lab.network.counting import in_words
from dropgrade.lab.network.spec import Network

Array = np.ndarray[Any, Any]
WRONG = 10
"""The images of p13's training set that have the wrong label."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """Examples to train on and others to validate with.

    `x` are of shape (examples, numbers) and float64, `y` the classes as whole numbers; `shapes` are those in which a
    network may take an example.
    """

    name: str
    title: str
    about: str
    x: Array
    y: Array
    x_validation: Array
    y_validation: Array
    classes: int
    shapes: tuple[tuple[int, ...], ...]

    def refuse(self, network: Network) -> None:
        """Raise `TargetError` where a network cannot learn from it."""
        if network.input not in self.shapes:
            wanted = " or ".join(map(in_words, self.shapes))
            given = in_words(network.input)
            raise TargetError(
                f"{self.title}: an example has {wanted}, and the network takes {given}.", "Change either."
            )
        if network.layers[-1].units != self.classes:
            message = f"{self.title} has {self.classes} classes, and the network {network.layers[-1].units} outputs."
            raise TargetError(message, "Change the units of the output layer, or the data.")

    def described(self) -> dict[str, object]:
        """The description that a page shows."""
        return {
            "name": self.name, "title": self.title, "about": self.about, "classes": self.classes,
            "examples": len(self.x), "validation_examples": len(self.x_validation),
            "shapes": [shape[0] if len(shape) == 1 else list(shape) for shape in self.shapes],
        }  # fmt: skip


IMAGE = ((64,), (8, 8), (1, 8, 8))


def _digits() -> DataSet:
    x, y = many_digits()
    mixed = np.random.default_rng(0).permutation(len(x))  # in the file, one writer's digits follow another's
    x, y = x[mixed], y[mixed]
    about = "Handwritten digits of 8 × 8 pixels: 1,000 to train on, 797 to validate with."
    return DataSet("digits", "Digits", about, x[:1000], y[:1000], x[1000:], y[1000:], 10, IMAGE)


def _few_digits() -> DataSet:
    x, y = digits_of_course()
    about = "The 200 digits of p13: 100 to train on, few enough to know by heart, and 100 to validate with."
    return DataSet("few_digits", "Few digits", about, x[:100], y[:100], x[100:], y[100:], 10, IMAGE)


def _noisy_digits() -> DataSet:
    x, y = digits_of_course()
    labels = y[:100].copy()
    labels[::5] = (labels[::5] + 1 + np.arange(len(labels[::5])) % 9) % 10
    about = "The 200 digits of p13: 100 to train on, every fifth of them with a wrong label, and 100 to validate with."
    return DataSet("noisy_digits", "Noisy digits", about, x[:100], labels, x[100:], y[100:], 10, IMAGE)


def _wrong_labels() -> DataSet:
    x, digit = digits_of_course()
    odd = digit % 2
    labels = odd[:40].copy()
    labels[:WRONG] = 1 - labels[:WRONG]
    about = (
        "Is a digit odd? As in p13: 40 digits to train on, ten of them with the wrong label, and 100 to validate with."
    )
    return DataSet("wrong_labels", "Wrong labels", about, x[:40], labels, x[40:140], odd[40:140], 2, IMAGE)


def _moons() -> DataSet:
    x, y = two_moons(400, noise=0.25, seed=0)
    about = "Two crescents in the plane that overlap: 200 points to train on, 200 to validate with."
    return DataSet("moons", "Two moons", about, x[:200], y[:200], x[200:], y[200:], 2, ((2,),))


MAKERS: dict[str, Callable[[], DataSet]] = {
    "digits": _digits,
    "few_digits": _few_digits,
    "noisy_digits": _noisy_digits,
    "wrong_labels": _wrong_labels,
    "moons": _moons,
}


@functools.cache
def data_set(name: str) -> DataSet:
    """The data set of a name; raises `TargetError` where there is none, `CourseError` where its file is not here."""
    if name not in MAKERS:
        raise TargetError(f"There is no data set {name[:40]!r}.", f"There are {', '.join(MAKERS)}.")
    return MAKERS[name]()


def described_sets() -> list[dict[str, object]]:
    """All data sets that this machine has, as a page offers them."""
    found = []
    for name in MAKERS:
        try:
            found.append(data_set(name).described())
        except CourseError:  # an installed course without p13
            continue
    return found


def shaped(x: Array, network: Network) -> Array:
    """Examples in the shape that a network takes."""
    assert x.shape[1] == math.prod(network.input)  # noqa: S101 - `refuse` has seen to it
    return x.reshape(len(x), *network.input)
