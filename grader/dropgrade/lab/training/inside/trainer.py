"""The training of a network: epochs of steps with momentum, each epoch measured without dropout.

Three generators, all made of the seed: one for the first weights, one for the order of the examples, one for coins. So
two networks that differ in their rates alone begin with the same weights and see the examples in the same order.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from dropgrade.lab.training.inside.building import Builder, flat
from dropgrade.lab.training.inside.called import Array, Unfit
from dropgrade.lab.training.inside.dropping import Dropping
from dropgrade.lab.training.inside.snapshots import Snapshots

WEIGHTS, ORDER, COINS = 0, 1, 2
"""The numbers after the seed in the seeds of the three generators."""


class Diverged(Exception):
    """The loss is no longer a finite number, and no function of a file is the reason."""


class Trainer:
    """A network, its data, and the state of its training."""

    def __init__(
        self, settings: Mapping[str, Any], x: Array, y: Array, x_validation: Array, y_validation: Array
    ) -> None:
        self.settings, seed = settings, settings["seed"]
        self.x, self.y, self._validation = x, y, (x_validation, y_validation)
        self.order, self.coins = (np.random.default_rng([seed, which]) for which in (ORDER, COINS))
        builder = Builder(np.random.default_rng([seed, WEIGHTS]), self.coins, settings["modules"])
        self.layers = builder.layers(settings["layers"], x.shape[1:])
        self.all_layers = flat(self.layers)
        self.layers[0].needs_input_gradient = False
        self.velocity = [np.zeros_like(value) for layer in self.all_layers for value in layer.parameters.values()]
        self.epoch = 0
        self._left: list[Array] = []
        """The examples of the remaining steps of an epoch, the next ones last."""
        self.losses: list[float] = []
        """The training loss of each step, on its batch and with dropout."""
        self.counts: dict[str, tuple[int, Array]] = {}
        """How many masks each layer that drops has drawn, and how often each of its coins kept."""
        self.snapshots = Snapshots(self)
        self.snapshots.keep()

    @property
    def steps(self) -> int:
        """How many steps an epoch has."""
        return -(-len(self.x) // int(self.settings["batch"]))

    def advance(self, epochs: int, seconds: float) -> list[list[float]]:
        """Train up to an epoch, but at most one step longer than `seconds`; returns each epoch's measurements."""
        end = time.monotonic() + seconds
        measured: list[list[float]] = []
        while self.epoch < epochs:
            if not self._left:
                self.snapshots.keep()
                self._left = self.batches()[::-1]
            self.losses.append(self.step(self._left.pop()))
            if not self._left:
                self.epoch += 1
                measured.append([*self._measured(self.x, self.y), *self._measured(*self._validation)])
            if time.monotonic() > end:
                break
        return measured

    def batches(self) -> list[Array]:
        """The examples of each step of the next epoch, in a new order."""
        size, order = self.settings["batch"], self.order.permutation(len(self.x))
        return [order[start : start + size] for start in range(0, len(order), size)]

    def step(self, rows: Array, *, counting: bool = True) -> float:
        """One step of gradient descent on these examples; returns the loss before it."""
        y = self.y[rows]
        outs = self.outputs(self.x[rows], training=True)
        loss, gradient = _loss_and_gradient(outs[-1], y)
        self._refuse_odd_numbers(loss, outs)
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)
        self._update()
        if counting and self.settings["counting"]:
            self._count()
        return loss

    def outputs(self, x: Array, *, training: bool) -> list[Array]:
        """The output of every layer for these examples, the input first."""
        outs = [x]
        for layer in self.layers:
            outs.append(layer.forward(outs[-1], training=training))
        return outs

    def _update(self) -> None:
        place, momentum, lr = 0, self.settings["momentum"], self.settings["lr"]
        for layer in self.all_layers:
            for name, value in layer.parameters.items():
                velocity = self.velocity[place]
                velocity *= momentum
                velocity += layer.gradients[name]
                value[...] -= lr * velocity
                place += 1

    def _measured(self, x: Array, y: Array) -> tuple[float, float]:
        """The mean loss and the share of right answers, without dropout."""
        outs = self.outputs(x, training=False)
        loss, _ = _loss_and_gradient(outs[-1], y)
        self._refuse_odd_numbers(loss, outs)
        return loss, float((outs[-1].argmax(axis=1) == y).mean())

    def _count(self) -> None:
        for layer in self.all_layers:
            mask = layer.mask if isinstance(layer, Dropping) else None
            if mask is not None:
                is_of_weights = "W" in layer.parameters
                kept = (mask != 0).sum(axis=0) if not is_of_weights else (mask != 0).astype(int)
                drawn, before = self.counts.get(layer.place, (0, 0))
                self.counts[layer.place] = drawn + (1 if is_of_weights else len(mask)), before + kept

    def _refuse_odd_numbers(self, loss: float, outs: list[Array]) -> None:
        """Raise if the loss is not finite: `Unfit` if a function of a file caused it, otherwise `Diverged`."""
        if np.isfinite(loss):
            return
        for layer, out in zip(self.layers, outs[1:], strict=True):
            if not np.isfinite(out).all():
                name = getattr(layer, "called", "")
                if name:
                    raise Unfit(name, f"`{name}` returned numbers that are not finite (NaN or infinity).")
                break
        raise Diverged


def _loss_and_gradient(logits: Array, y: Array) -> tuple[float, Array]:
    """The mean cross-entropy of the softmax, and its gradient with respect to the logits."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    powers = np.exp(shifted)
    sums = powers.sum(axis=1, keepdims=True)
    rows = np.arange(len(y))
    loss = float(np.mean(np.log(sums[:, 0]) - shifted[rows, y]))
    gradient = powers / sums
    gradient[rows, y] -= 1
    gradient /= len(y)
    return loss, gradient
