"""The parts of a network's NumPy program around its layers: its head, its data and its training."""

from __future__ import annotations

HEAD = '''\
import importlib.util
from pathlib import Path

import numpy as np

SEED, EPOCHS, BATCH = {seed}, {epochs}, {batch}
LEARNING_RATE, MOMENTUM = {lr!r}, {momentum!r}


def from_exercise(file, name):
    """Return a function or class from a file of yours in the workspace around this program."""
    here = Path(__file__).resolve().parent
    for folder in (here, *here.parents):
        if (folder / file).is_file():
            spec = importlib.util.spec_from_file_location(Path(file).stem, folder / file)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return getattr(module, name)
    raise SystemExit(f"There is no {{file}} in {{here}} or above it: put this program into your workspace.")
'''

DIGITS = '''\
def data():
    """Return the digits of p13: 100 to train on, 100 to validate with."""
    here = Path(__file__).resolve().parent
    file = "exercises/p13_training_loop/data/digits.csv"
    place = next(folder for folder in (here, *here.parents) if (folder / file).is_file())
    rows = np.loadtxt(place / file, delimiter=",")
    x, y = rows[:, :64].reshape(-1, {shape}) / 16, rows[:, 64].astype(int)
    return x[:100], y[:100], x[100:], y[100:]
'''
MOONS = '''\
def data():
    """Return two moons: 200 points to train on, 200 to validate with."""
    rng = np.random.default_rng(0)
    y = rng.permutation(np.arange(400) % 2)
    angle = np.pi * rng.random(400)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    x = np.where(y[:, None] == 0, upper, lower)
    x = x + 0.25 * rng.standard_normal(x.shape)
    return x[:200], y[:200], x[200:], y[200:]
'''
NOISE = '''\
def data():
    """Return noise in the shape that the network takes: put your own examples here."""
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((200, {shape})), rng.integers({classes}, size=200)
    return x[:100], y[:100], x[100:], y[100:]
'''

TRAINING = '''\
def loss_and_gradient(logits, y):
    """Return the mean cross-entropy of the softmax, and its gradient with respect to the logits."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    powers = np.exp(shifted)
    sums = powers.sum(axis=1, keepdims=True)
    rows = np.arange(len(y))
    loss = np.mean(np.log(sums[:, 0]) - shifted[rows, y])
    gradient = powers / sums
    gradient[rows, y] -= 1
    return float(loss), gradient / len(y)


def every(layers):
    """Yield all layers, those of branches behind the layer that has them."""
    for layer in layers:
        yield layer
        yield from every(getattr(layer, "branch", ()))


def forward(x, training):
    """Return the logits."""
    for layer in layers:
        x = layer.forward(x, training)
    return x


def update():
    """Take a step of gradient descent with momentum."""
    for layer in every(layers):
        for name in ("W", "b", "gamma", "beta"):
            if hasattr(layer, name):
                before = velocity.get((layer, name), 0.0)
                velocity[layer, name] = MOMENTUM * before + getattr(layer, "d" + name)
                setattr(layer, name, getattr(layer, name) - LEARNING_RATE * velocity[layer, name])


def train(x, y, x_validation, y_validation):
    """Print the losses after each epoch, measured without dropout."""
    for epoch in range(1, EPOCHS + 1):
        order = shuffling.permutation(len(x))
        for start in range(0, len(x), BATCH):
            rows = order[start : start + BATCH]
            _, gradient = loss_and_gradient(forward(x[rows], True), y[rows])
            for layer in reversed(layers):
                gradient = layer.backward(gradient)
            update()
        loss, _ = loss_and_gradient(forward(x, False), y)
        validation_loss, _ = loss_and_gradient(forward(x_validation, False), y_validation)
        print(f"{epoch:3}  training {loss!r}  validation {validation_loss!r}")


if __name__ == "__main__":
    train(*data())
'''
