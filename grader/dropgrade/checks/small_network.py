"""A network with one hidden layer of ReLU units and one sigmoid output, and how mistakes change its gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from dropgrade.checks.failure import Array

Params = dict[str, Array]
Case = tuple[Params, Array, Array]
"""Parameters, inputs and labels."""
NAMES: Final = ("W1", "b1", "W2", "b2")
STEP: Final = 1e-5
APART, ON, CLEAR = 0.005, 1 / 3, 0.1
"""The least distance of z1 from 0, share of units that are on, and distance of some logits from 0."""
MOST: Final = 12
"""The maximum number of hidden units for which every subset is tried."""


def sigmoid(z: Array) -> Array:
    """Return the probability for a logit."""
    return np.asarray(1 / (1 + np.exp(-z)))


def logit(q: Array) -> Array:
    """Return the logit of a probability."""
    return np.asarray(np.log(q) - np.log1p(-q))


def log_loss(q: Array, y: Array) -> float:
    """Return the mean log loss."""
    return float(-(y * np.log(q) + (1 - y) * np.log(1 - q)).mean())


def irregular_params(rng: np.random.Generator, inputs: int, hidden: int) -> Params:
    """Return parameters of both signs, none of them near 0."""
    shapes = dict(zip(NAMES, ((inputs, hidden), (hidden,), (hidden, 1), (1,)), strict=True))
    return {name: rng.uniform(0.2, 0.8, shape) * rng.choice([-1, 1], shape) for name, shape in shapes.items()}


def labels(rng: np.random.Generator, n: int) -> Array:
    """Return as many zeros as ones, in random order, as (n, 1)."""
    return (rng.permutation(n) % 2).astype(float)[:, None]


def balanced_network(rng: np.random.Generator, inputs: int = 3, hidden: int = 8, samples: int = 10) -> Case:
    """Return a network for which mistakes change the results, its inputs and its labels.

    No z1 is so near 0 that a finite difference would cross it, enough units are on that coins never drop all of them,
    and answers are on either side of one half.
    """
    while True:
        params = irregular_params(rng, inputs, hidden)
        x = rng.uniform(0.5, 1.5, (samples, inputs)) * rng.choice([-1, 1], (samples, inputs))
        z1, h = hidden_layer(params, x)
        z2 = logits(params, h)
        if abs(z1).min() > APART and (z1 > 0).mean() > ON and z2.min() < -CLEAR and z2.max() > CLEAR:
            return params, x, labels(rng, samples)


def hidden_layer(params: Params, x: Array) -> tuple[Array, Array]:
    """Return the hidden layer before and after its ReLU."""
    z1 = x @ params["W1"] + params["b1"]
    return z1, np.maximum(z1, 0)


def logits(params: Params, hidden: Array) -> Array:
    """Return the logits that the output layer gives for a hidden layer."""
    return np.asarray(hidden @ params["W2"] + params["b2"])


@dataclass(frozen=True)
class WayBack:
    """A way to compute the gradients; mistakes change it.

    `end` gives the derivative with respect to the logits and `gate` that of the ReLU, `back` are the factors of the
    backward pass if they differ from those of the forward pass, and `total` sums up biases. W2 may get the undropped
    activations, and the backward pass may use W2 after a `step`.
    """

    end: Callable[[Array, Array], Array] = lambda q, y: (q - y) / len(y)
    gate: Callable[[Array, Array], Array] = lambda dh, z1: dh * (z1 > 0)
    back: Any = None
    total: Callable[..., Any] = np.sum
    is_undropped: bool = False
    step: float = 0.0


RIGHT_WAY: Final = WayBack()


def gradients(params: Params, x: Array, y: Array, factor: Any = 1.0, way: WayBack = RIGHT_WAY) -> Params:  # noqa: ANN401 - a number or an array
    """Return the gradients of the mean log loss, with a factor on each hidden unit."""
    z1, h = hidden_layer(params, x)
    dz2 = way.end(sigmoid(logits(params, h * factor)), y)
    dw2 = (h if way.is_undropped else h * factor).T @ dz2
    back = factor if way.back is None else way.back
    dz1 = way.gate(dz2 @ (params["W2"] - way.step * dw2).T * back, z1)
    return {"W1": x.T @ dz1, "b1": way.total(dz1, axis=0), "W2": dw2, "b2": way.total(dz2, axis=0)}


def flat(params: Params) -> Array:
    """Return all parameters in one array."""
    return np.concatenate([params[name].ravel() for name in NAMES])


def factors_in(params: Params, x: Array, probs: Array, known: tuple[float, ...]) -> Array | None:
    """Return the factor on every hidden unit, 0 or one of the known ones, that gives these answers, or None.

    Units at 0 count as kept. Works for at most twelve hidden units.
    """
    h, hidden = hidden_layer(params, x)[1], len(params["b1"])
    subsets = np.indices((2,) * min(hidden, MOST)).reshape(min(hidden, MOST), -1)
    with np.errstate(all="ignore"):
        wanted = logit(probs) - params["b2"]
    for factor in known:
        off = abs((h * params["W2"].T * factor) @ subsets - wanted)
        if (off.min(axis=1) < 1e-9).all():  # noqa: PLR2004 - what rounding leaves
            return np.asarray(np.where(h > 0, subsets.T[off.argmin(axis=1)] * factor, factor))
    return None


def differences(loss: Callable[[Params], float], params: Params, names: tuple[str, ...]) -> Params:
    """Return the derivatives of a loss with respect to every entry of some arrays, by central differences."""
    return {name: np.reshape(list(_slopes(loss, params, name)), params[name].shape) for name in names}


def _slopes(loss: Callable[[Params], float], params: Params, name: str) -> Iterator[float]:
    for entry in np.eye(params[name].size).reshape(-1, *params[name].shape):
        ahead, behind = (loss({**params, name: params[name] + step * entry}) for step in (STEP, -STEP))
        yield (ahead - behind) / (2 * STEP)
