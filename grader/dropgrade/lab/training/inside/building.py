"""Build layers from a network as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dropgrade.lab.training.inside.dropping import (
    KINDS,
    DroppedBranch,
    DroppedByLayer,
    DroppedUnits,
    DroppedWeights,
    Means,
    TargetedWeights,
)
from dropgrade.lab.training.inside.passes import (
    BatchNorm,
    Convolution,
    Dense,
    Fields,
    Flatten,
    Layer,
    Relu,
    Sigmoid,
    Tanh,
)

PLAIN = {"flatten": Flatten, "relu": Relu, "sigmoid": Sigmoid, "tanh": Tanh}
WEIGHTED = frozenset({"dense", "output", "conv", "dropconnect", "targeted_dropout"})


class Builder:
    """Makes layers one after the other; weights come from one generator, coins from another."""

    def __init__(self, weights: np.random.Generator, coins: np.random.Generator, modules: Mapping[str, str]) -> None:
        self._weights, self._coins, self._modules = weights, coins, modules

    def layers(self, fields: Sequence[Fields], shape: tuple[int, ...], before: str = "") -> list[Layer]:
        """The layers of a network or of a branch, for examples of this shape."""
        made = []
        for number, layer in enumerate(fields):
            follows = [each["kind"] for each in fields[number + 1 :]]
            made.append(self._layer(layer, shape, f"{before}{number + 1}", follows))
            shape = _shape_behind(layer, shape)
        return made

    def _layer(self, layer: Fields, shape: tuple[int, ...], place: str, follows: Sequence[str]) -> Layer:
        kind = layer["kind"]
        if kind in PLAIN:
            return PLAIN[kind](place)
        if kind == "batch_norm":
            return BatchNorm(place, shape[0] if len(shape) == 3 else shape[-1], len(shape) + 1)  # noqa: PLR2004 - maps
        if kind in WEIGHTED:
            return self._weighted(layer, shape, place, follows)
        means = self._means(layer)
        if kind in KINDS:
            more = [layer["block_size"]] if "block_size" in layer else []
            return DroppedUnits(place, kind, means, *more)
        if kind == "dropout_layer":
            return DroppedByLayer(place, means)
        return DroppedBranch(place, self.layers(layer["layers"], shape, f"{place}."), means)

    def _weighted(self, layer: Fields, shape: tuple[int, ...], place: str, follows: Sequence[str]) -> Layer:
        if layer["kind"] == "conv":
            size, channels = layer["size"], layer["channels"]
            scale = _scale(shape[0] * size**2, channels * size**2, follows)
            return Convolution(place, shape[0], channels, size, scale, self._weights)
        inputs, units = shape[-1], layer["units"]
        scale = _scale(inputs, units, follows)
        if layer["kind"] == "dropconnect":
            return DroppedWeights(place, inputs, units, scale, self._weights, self._means(layer))
        if layer["kind"] == "targeted_dropout":
            means, fraction = self._means(layer), layer["fraction"]
            return TargetedWeights(place, inputs, units, scale, self._weights, means, fraction=fraction)
        return Dense(place, inputs, units, scale, self._weights)

    def _means(self, layer: Fields) -> Means:
        return Means(layer["p"], self._coins, self._modules)


def _scale(inputs: int, outputs: int, follows: Sequence[str]) -> float:
    """He's factor if a ReLU comes next, before any other weights; otherwise Glorot and Bengio's."""
    for kind in follows:
        if kind == "relu":
            return float(np.sqrt(2 / inputs))
        if kind in WEIGHTED or kind in ("sigmoid", "tanh"):
            break
    return float(np.sqrt(2 / (inputs + outputs)))


def _shape_behind(layer: Fields, shape: tuple[int, ...]) -> tuple[int, ...]:
    if layer["kind"] == "conv":
        return layer["channels"], shape[1] - layer["size"] + 1, shape[2] - layer["size"] + 1
    if layer["kind"] == "flatten":
        return (int(np.prod(shape)),)
    return (*shape[:-1], layer["units"]) if layer["kind"] in WEIGHTED else shape


def flat(layers: Sequence[Layer]) -> list[Any]:
    """All layers; those of a branch follow the layer that has it."""
    found: list[Any] = []
    for layer in layers:
        found += [layer, *flat(getattr(layer, "branch", []))]
    return found
