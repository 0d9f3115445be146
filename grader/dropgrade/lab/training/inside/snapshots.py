"""The states of a training at the beginnings of epochs, from which any step can be repeated, coin for coin."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from dropgrade.lab.training.inside.trainer import Trainer

MOST = 64
MOST_BYTES = 256 * 2**20
LEAST = 2


class Snapshots:
    """Snapshots at the beginnings of epochs: all at first, then every second, fourth and so on in a long training."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._kept: dict[int, dict[str, Any]] = {}
        self._apart = 1

    def keep(self) -> None:
        """Keep the current state, at the beginning of an epoch."""
        if self._trainer.epoch % self._apart:
            return
        self._kept[self._trainer.epoch] = self.taken()
        if len(self._kept) > self._most():
            self._apart *= 2
            self._kept = {epoch: state for epoch, state in self._kept.items() if epoch % self._apart == 0}

    def before(self, epoch: int) -> dict[str, Any]:
        """The latest state kept at an epoch or before it."""
        return self._kept[max(each for each in self._kept if each <= epoch)]

    def taken(self) -> dict[str, Any]:
        """The current state of the training."""
        trainer = self._trainer
        return {
            "epoch": trainer.epoch,
            "parameters": [{n: v.copy() for n, v in layer.parameters.items()} for layer in trainer.all_layers],
            "velocity": [value.copy() for value in trainer.velocity],
            "state": [dict(layer.state) for layer in trainer.all_layers],
            "streams": [rng.bit_generator.state for rng in (trainer.order, trainer.coins)],
            "globals": (random.getstate(), np.random.get_state()),  # noqa: NPY002 - a student may draw from it
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Restore a state of the training."""
        trainer = self._trainer
        trainer.epoch = state["epoch"]
        for layer, values, statistics in zip(trainer.all_layers, state["parameters"], state["state"], strict=True):
            for name, value in values.items():
                layer.parameters[name][...] = value
            layer.state = dict(statistics)
        for now, then in zip(trainer.velocity, state["velocity"], strict=True):
            now[...] = then
        for rng, position in zip((trainer.order, trainer.coins), state["streams"], strict=True):
            rng.bit_generator.state = position
        random.setstate(state["globals"][0])
        np.random.set_state(state["globals"][1])  # noqa: NPY002 - as above

    def _most(self) -> int:
        size: int = 2 * sum(value.nbytes for value in self._trainer.velocity)
        return max(LEAST, min(MOST, MOST_BYTES // max(size, 1)))
