"""A bench of plain NumPy: the references in this process, and a training that owes nothing to the lab's."""

from __future__ import annotations

import functools
from itertools import pairwise
from typing import Any

import numpy as np

from dropgrade.course.author_code import import_file
from dropgrade.lab.bench import OnEpoch, Trained, Training
from dropgrade.lab.data_sets import data_set
from dropgrade.lab.student_bench import key_of
from dropgrade.lab.training.functions import NEEDED
from tests.conftest import ROOT

Array = np.ndarray[Any, Any]


@functools.cache
def reference(stem: str) -> Any:
    """The reference solution of a problem, named without its number, as a module."""
    (folder,) = (ROOT / "solutions").glob(f"p*_{stem}")
    return import_file(folder / f"{stem}.py")


class PlainBench:
    """The references, called here; `replaced` puts other functions in their place, by their names."""

    def __init__(self, replaced: dict[str, Any] | None = None) -> None:
        self.replaced = replaced or {}
        self._trained: dict[Training, Trained] = {}

    def call(self, function: str, *args: object, **kwargs: object) -> object:
        """Call a function of a reference."""
        found = self.replaced.get(function) or getattr(reference(NEEDED[key_of(function)].stem), function)
        return found(*args, **kwargs)

    def train(self, training: Training, on_epoch: OnEpoch | None = None) -> Trained:
        """Train once, and remember it."""
        if training not in self._trained:
            self._trained[training] = plain_training(training)
        trained = self._trained[training]
        for epoch, row in enumerate(trained.history if on_epoch else []):
            on_epoch(epoch, tuple(map(float, row)))
        return trained


def plain_training(training: Training) -> Trained:
    """Stochastic gradient descent with momentum; every hidden layer is followed by inverted dropout."""
    data, rng = data_set(training.data), np.random.default_rng(training.seed)
    sizes = (data.x.shape[1], *training.hidden, training.classes)
    parameters = [a for i, o in pairwise(sizes) for a in (rng.normal(size=(i, o)) * np.sqrt(2 / i), np.zeros(o))]
    moving, history = [np.zeros_like(a) for a in parameters], []
    for _ in range(training.epochs):
        order = rng.permutation(len(data.x))
        for start in range(0, len(order), training.batch):
            some = order[start : start + training.batch]
            gradients = _gradients(parameters, data.x[some], data.y[some], training.rate, rng)
            moving = [training.momentum * m - training.lr * g for m, g in zip(moving, gradients, strict=True)]
            parameters = [a + m for a, m in zip(parameters, moving, strict=True)]
        sets = ((data.x, data.y), (data.x_validation, data.y_validation))
        (loss, right), (validation_loss, validation_right) = (_measured(parameters, *each) for each in sets)
        history.append((loss, validation_loss, right, validation_right))
    return Trained(np.array(history), tuple(zip(parameters[::2], parameters[1::2], strict=True)))


def _gradients(parameters: list[Array], x: Array, y: Array, p: float, rng: np.random.Generator) -> list[Array]:
    inputs, factors, h = [], [], x
    for weights, bias in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
        inputs.append(h)
        z = h @ weights + bias
        factors.append((rng.random(z.shape) >= p) / (1 - p) * (z > 0))
        h = np.maximum(z, 0) * factors[-1]
    dz = _softmax(h @ parameters[-2] + parameters[-1])
    dz[np.arange(len(y)), y] -= 1
    dz /= len(y)
    found = [h.T @ dz, dz.sum(axis=0)]
    for layer in reversed(range(len(inputs))):
        dz = dz @ parameters[2 * layer + 2].T * factors[layer]
        found = [inputs[layer].T @ dz, dz.sum(axis=0), *found]
    return found


def _softmax(z: Array) -> Array:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _measured(parameters: list[Array], x: Array, y: Array) -> tuple[float, float]:
    h = x
    for weights, bias in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
        h = np.maximum(h @ weights + bias, 0)
    probs = _softmax(h @ parameters[-2] + parameters[-1])
    right = probs[np.arange(len(y)), y]
    return float(-np.log(right + 1e-12).mean()), float(np.mean(probs.argmax(axis=1) == y))
