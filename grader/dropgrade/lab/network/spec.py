"""A network as plain data: its layers, the fields that each kind has, and every fault of what was given as one."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dropgrade.errors import DropgradeError

VERSION = 1
MOST_LAYERS = 40
MOST_UNITS = 4096
LONGEST_NAME = 80
MOST_AXES = 3
Shape = tuple[int, ...]


class NetworkError(DropgradeError):
    """An impossible network; `faults` has a sentence for each thing that is wrong with it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults[:3]), "Change these layers.")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: its kind, and the fields that this kind has (`FIELDS`).

    `p` is the probability of dropping, `size` the side of a convolution's kernel, `fraction` the share of each unit's
    weights that may be dropped, `layers` the branch that a residual path leads around.
    """

    kind: str
    units: int = 0
    p: float = 0.0
    channels: int = 0
    size: int = 0
    block_size: int = 0
    fraction: float = 0.0
    layers: tuple[Layer, ...] = ()


@dataclass(frozen=True, slots=True)
class Network:
    """The shape of one example, `(units,)`, `(time, features)` or `(channels, height, width)`, and the layers."""

    name: str
    input: Shape
    layers: tuple[Layer, ...]


FIELDS: dict[str, tuple[str, ...]] = {
    "dense": ("units",),
    "conv": ("channels", "size"),
    "flatten": (),
    "relu": (),
    "sigmoid": (),
    "tanh": (),
    "batch_norm": (),
    "standard_dropout": ("p",),
    "dropout": ("p",),
    "dropout_layer": ("p",),
    "spatial_dropout_1d": ("p",),
    "spatial_dropout_2d": ("p",),
    "dropblock": ("p", "block_size"),
    "dropconnect": ("units", "p"),
    "targeted_dropout": ("units", "fraction", "p"),
    "stochastic_depth": ("p", "layers"),
    "output": ("units",),
}
"""The kinds of layers, and the fields of each."""
DROPS = frozenset(kind for kind, names in FIELDS.items() if "p" in names)
"""The kinds that drop something."""
WEIGHTED = frozenset(kind for kind, names in FIELDS.items() if {"units", "channels"} & set(names))
"""The kinds that have weights; their outputs are the units of the network."""
COUNTS = {"units": MOST_UNITS, "channels": 64, "size": 7, "block_size": 16}
"""The fields that hold whole numbers, and the largest of each."""


def read_network(data: object) -> tuple[Network | None, list[str]]:
    """A network from JSON, or None, and the faults of its form."""
    if not isinstance(data, dict):
        return None, ["A network is an object with `input` and `layers`."]
    faults = [*_form_faults(data)]
    layers = data["layers"] if isinstance(data.get("layers"), list) else []
    faults += [fault for number, layer in enumerate(layers, 1) for fault in layer_faults(layer, str(number))]
    if faults:
        return None, faults
    shape = (data["input"],) if isinstance(data["input"], int) else tuple(data["input"])
    return Network(data.get("name", "Network"), shape, tuple(map(_layer, layers))), []


def as_json(network: Network) -> dict[str, Any]:
    """A network as JSON, from which `read_network` makes the same one."""
    shape = network.input[0] if len(network.input) == 1 else list(network.input)
    layers = [_layer_json(layer) for layer in network.layers]
    return {"version": VERSION, "name": network.name, "input": shape, "layers": layers}


def walk(layers: tuple[Layer, ...], before: str = "") -> Iterator[tuple[str, Layer]]:
    """Each layer with its place, such as `3`; the layers of a branch follow, such as `3.1`."""
    for number, layer in enumerate(layers, 1):
        yield f"{before}{number}", layer
        yield from walk(layer.layers, f"{before}{number}.")


def with_rate(network: Network, p: float) -> Network:
    """The same network with another rate in every layer that drops."""
    return Network(network.name, network.input, tuple(_with_rate(layer, p) for layer in network.layers))


def _with_rate(layer: Layer, p: float) -> Layer:
    inner = tuple(_with_rate(each, p) for each in layer.layers)
    return replace(layer, p=p if layer.kind in DROPS else layer.p, layers=inner)


def _form_faults(data: Mapping[str, Any]) -> Iterator[str]:
    if data.get("version", VERSION) != VERSION:
        yield f"This network has version {_written(data['version'])}; this program reads version {VERSION}."
    unknown = sorted(str(key)[:40] for key in data.keys() - {"version", "name", "input", "layers"})
    if unknown:
        yield f"A network has no field {unknown[0]!r}."
    name = data.get("name", "Network")
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        yield f"`name` must be a text of at most {LONGEST_NAME} characters."
    if not _is_shape(data.get("input")):
        yield "`input` must be a number of units, or a list: [time, features] or [channels, height, width]."
    layers = data.get("layers")
    if not isinstance(layers, list) or not layers:
        yield "`layers` must be a list with at least an output layer."
    elif len(layers) > MOST_LAYERS:
        yield f"A network can have at most {MOST_LAYERS} layers; this one has {len(layers)}."


def layer_faults(data: object, place: str) -> Iterator[str]:
    """The faults of the form of one layer; `place` is its number, such as `3` or `3.1`."""
    kind = data.get("kind") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(kind, str):
        yield f"Layer {place} has no kind."
        return
    if kind not in FIELDS:
        near = difflib.get_close_matches(kind, FIELDS, n=1)
        yield f"Layer {place}: there is no kind {_written(kind)}." + (f" Did you mean {near[0]}?" if near else "")
        return
    named = f"Layer {place} ({kind})"
    for key in sorted(str(key)[:40] for key in data.keys() - {"kind", *FIELDS[kind]}):
        yield f"{named} has no field {key!r}."
    for name in FIELDS[kind]:
        yield from _field_faults(data.get(name), name, named, place)


def _field_faults(value: object, name: str, named: str, place: str) -> Iterator[str]:
    if name in COUNTS:
        if type(value) is not int or not 1 <= value <= COUNTS[name]:
            yield f"{named}: `{name}` must be a whole number from 1 to {COUNTS[name]}, not {_written(value)}."
    elif name == "p":
        if type(value) not in (int, float) or not 0 <= value < 1:  # type: ignore[operator]
            yield f"{named}: `p` must lie in [0, 1), not {_written(value)}."
    elif name == "fraction":
        if type(value) not in (int, float) or not 0 <= value <= 1:  # type: ignore[operator]
            yield f"{named}: `fraction` must lie in [0, 1], not {_written(value)}."
    elif "." in place:
        yield f"{named}: a branch cannot hold another one."
    elif not isinstance(value, list) or not 1 <= len(value) <= MOST_LAYERS:
        yield f"{named}: `layers` must be a list of the layers in its branch."
    else:
        for number, inner in enumerate(value, 1):
            yield from layer_faults(inner, f"{place}.{number}")


def _written(value: object) -> str:
    """A value of a user's JSON, shortened for a sentence."""
    return "missing" if value is None else repr(value)[:40]


def _is_shape(value: object) -> bool:
    lengths = value if isinstance(value, list) else [value]
    return 1 <= len(lengths) <= MOST_AXES and all(type(n) is int and 1 <= n <= MOST_UNITS for n in lengths)


def _layer(data: Mapping[str, Any]) -> Layer:
    values = {name: data[name] for name in FIELDS[data["kind"]]}
    if "layers" in values:
        values["layers"] = tuple(map(_layer, values["layers"]))
    return Layer(data["kind"], **values)


def _layer_json(layer: Layer) -> dict[str, Any]:
    values = {name: getattr(layer, name) for name in FIELDS[layer.kind]}
    if "layers" in values:
        values["layers"] = [_layer_json(inner) for inner in layer.layers]
    return {"kind": layer.kind, **values}
