"""The bench of figures and experiments: trainings and single calls, with the student's functions or the reference's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

Array = np.ndarray[Any, Any]
MEASURES = ("train_loss", "validation_loss", "train_accuracy", "validation_accuracy")
"""The measures after each epoch, with dropout off."""
RATES = tuple(round(0.1 * n, 1) for n in range(10))
"""Rates from 0 to 0.9, for what is measured over all of them."""
OnEpoch = Callable[[int, tuple[float, ...]], None]
"""Called with the number of each epoch, counted from 0, and its measures."""


@dataclass(frozen=True, slots=True)
class Training:
    """The settings of a training; by default one rate after both hidden layers, and the noisy digits."""

    rate: float
    seed: int
    data: str = "noisy_digits"
    epochs: int = 150
    hidden: tuple[int, ...] = (100, 50)
    classes: int = 10
    lr: float = 0.01
    momentum: float = 0.9
    batch: int = 32

    @property
    def network(self) -> dict[str, Any]:
        """The network as JSON."""
        layers: list[dict[str, Any]] = []
        for units in self.hidden:
            layers += [{"kind": "dense", "units": units}, {"kind": "relu"}, {"kind": "dropout", "p": self.rate}]
        layers.append({"kind": "output", "units": self.classes})
        name = "-".join(map(str, (64, *self.hidden, self.classes)))
        return {"version": 1, "name": name, "input": 64, "layers": layers}


@dataclass(frozen=True, slots=True)
class Trained:
    """The result of a training: the measures, as an array (epochs, 4), and each dense layer's weights and biases."""

    history: Array
    weights: tuple[tuple[Array, Array], ...]

    def measure(self, name: str) -> Array:
        """One of the measures, over the epochs."""
        found: Array = self.history[:, MEASURES.index(name)]
        return found


class Bench(Protocol):
    """The interface that runs trainings and calls."""

    def train(self, training: Training, on_epoch: OnEpoch | None = None) -> Trained:
        """Train a network, with the functions of p03 and p04 where it drops."""

    def call(self, function: str, *args: object, **kwargs: object) -> object:
        """Call one of the functions that the lab uses, the student's or the reference's."""
