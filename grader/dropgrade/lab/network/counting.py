"""Count a network: the shape after each layer, parameters as PyTorch counts them, and sub-networks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from dropgrade.lab.network.spec import DROPS, WEIGHTED, Layer, Network, NetworkError, Shape, read_network

MOST_PARAMETERS = 2_000_000
MOST_VALUES = 100_000
"""The most numbers that a layer may have for one example."""
LARGEST_WRITTEN = 2**40


@dataclass(frozen=True, slots=True)
class Counted:
    """A layer in its network: its place, the shapes before and after it, its parameters, and how many coins it draws.

    A coin decides on a unit, a feature, a map, a block, a weight or a branch.
    """

    place: str
    layer: Layer
    before: Shape
    shape: Shape
    parameters: int
    coins: int
    branch: tuple[Counted, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """A network's layers and totals; `exponent` is the n of 2^n sub-networks."""

    layers: tuple[Counted, ...]
    units: int
    parameters: int
    exponent: int

    @property
    def subnetworks(self) -> str:
        """How many sub-networks there are, in words: `2^150, about 1.4 × 10^45`."""
        if not self.exponent:
            return "1"
        if 2**self.exponent <= LARGEST_WRITTEN:
            return f"2^{self.exponent} = {2**self.exponent:,}"
        mantissa, power = f"{Decimal(2) ** self.exponent:.1e}".split("e+")
        return f"2^{self.exponent}, about {mantissa} × 10^{power}"


def checked_network(data: object) -> Network:
    """A network from JSON; raises `NetworkError` with everything that is wrong with it."""
    network, faults = examine_network(data)
    if network is None or faults:
        raise NetworkError(faults)
    return network


def examine_network(data: object) -> tuple[Network | None, list[str]]:
    """A network from JSON where it has the form of one, and everything that is wrong with it."""
    network, faults = read_network(data)
    if network is None:
        return None, faults
    _, faults = count_network(network)
    return network, faults


def count_network(network: Network) -> tuple[Count, list[str]]:
    """Count a network as far as its shapes fit; returns the count and the faults."""
    faults: list[str] = []
    layers = _chain(network.layers, network.input, "", faults)
    flat = with_branches(layers)
    parameters = sum(each.parameters for each in flat)
    units = sum(math.prod(each.shape) for each in flat if each.layer.kind in WEIGHTED)
    exponent = sum(each.coins for each in flat if each.layer.p > 0)
    if not faults:
        faults += _faults_of_whole(network, parameters)
    return Count(tuple(layers), units, parameters, exponent), faults


def with_branches(layers: Iterable[Counted]) -> list[Counted]:
    """All layers; those of a branch follow the layer that has it."""
    return [each for layer in layers for each in (layer, *layer.branch)]


def _faults_of_whole(network: Network, parameters: int) -> list[str]:
    faults = []
    places = [number for number, layer in enumerate(network.layers, 1) if layer.kind == "output"]
    if places[:1] != [len(network.layers)]:
        faults.append("The last layer must be `output`, and there can be no other.")
    if parameters > MOST_PARAMETERS:
        faults.append(f"This network has {parameters:,} parameters; the lab trains up to {MOST_PARAMETERS:,}.")
    return faults


def _chain(layers: tuple[Layer, ...], shape: Shape, before: str, faults: list[str]) -> list[Counted]:
    """The layers with their shapes, up to the first that does not fit, which is then a fault."""
    found = []
    for number, layer in enumerate(layers, 1):
        place = f"{before}{number}"
        try:
            counted = _counted(layer, shape, place, faults)
        except _Misfit as misfit:
            faults.append(f"Layer {place} ({layer.kind}) {misfit}")
            break
        found.append(counted)
        shape = counted.shape
    return found


class _Misfit(Exception):
    """A layer does not fit the one before it; the message follows the layer's name."""


def _counted(layer: Layer, shape: Shape, place: str, faults: list[str]) -> Counted:
    after, parameters = _SHAPES.get(layer.kind, _same)(layer, shape)
    branch: tuple[Counted, ...] = ()
    if layer.kind == "stochastic_depth":
        branch = tuple(_chain(layer.layers, shape, f"{place}.", faults))
        _refuse_branch(layer, shape, branch)
    if math.prod(after) > MOST_VALUES:
        raise _Misfit(f"would have {math.prod(after):,} values for each example; {MOST_VALUES:,} is the most.")
    return Counted(place, layer, shape, after, parameters, _coins(layer, shape), branch)


def _refuse_branch(layer: Layer, shape: Shape, branch: tuple[Counted, ...]) -> None:
    if any(inner.kind == "output" for inner in layer.layers):
        raise _Misfit("cannot have the output in its branch.")
    if len(branch) == len(layer.layers) and branch[-1].shape != shape:
        given, wanted = in_words(branch[-1].shape), in_words(shape)
        raise _Misfit(f"adds its branch to what it was given, so both need one shape: {given} is not {wanted}.")


def in_words(shape: Shape) -> str:
    """A shape as a person says it: `100 units`, `8 × 6 × 6`."""
    return f"{shape[0]} units" if len(shape) == 1 else " × ".join(map(str, shape))


# The shape after a layer, and its parameters, as PyTorch's layer of that kind has them.

Result = tuple[Shape, int]


def _same(layer: Layer, shape: Shape) -> Result:
    wanted = _AXES.get(layer.kind)
    if wanted and len(shape) != wanted[0]:
        raise _Misfit(f"needs {wanted[1]}, and is given {in_words(shape)}.")
    if layer.kind == "dropblock" and layer.block_size > min(shape[1:]):
        raise _Misfit(f"has blocks of {layer.block_size} × {layer.block_size}, which do not fit in {in_words(shape)}.")
    return shape, 0


_AXES = {
    "spatial_dropout_1d": (2, "a sequence, time × features"),
    "spatial_dropout_2d": (3, "maps, channels × height × width"),
    "dropblock": (3, "maps, channels × height × width"),
}


def _dense(layer: Layer, shape: Shape) -> Result:
    if len(shape) > 2 or (len(shape) > 1 and layer.kind != "dense"):  # noqa: PLR2004 - maps
        raise _Misfit(f"needs units in a row, and is given {in_words(shape)}. Put a `flatten` before it.")
    return (*shape[:-1], layer.units), shape[-1] * layer.units + layer.units


def _conv(layer: Layer, shape: Shape) -> Result:
    if len(shape) != 3:  # noqa: PLR2004 - maps
        raise _Misfit(f"needs maps, channels × height × width, and is given {in_words(shape)}.")
    channels, height, width = shape
    if layer.size > min(height, width):
        raise _Misfit(f"has a kernel of {layer.size} × {layer.size}, which does not fit in {in_words(shape)}.")
    after = (layer.channels, height - layer.size + 1, width - layer.size + 1)
    return after, layer.channels * (channels * layer.size**2 + 1)


def _flatten(_layer: Layer, shape: Shape) -> Result:
    return (math.prod(shape),), 0


def _batch_norm(_layer: Layer, shape: Shape) -> Result:
    return shape, 2 * (shape[0] if len(shape) == 3 else shape[-1])  # noqa: PLR2004 - of maps, the channels


_SHAPES: dict[str, Callable[[Layer, Shape], Result]] = {
    "dense": _dense,
    "dropconnect": _dense,
    "targeted_dropout": _dense,
    "output": _dense,
    "conv": _conv,
    "flatten": _flatten,
    "batch_norm": _batch_norm,
}


def _coins(layer: Layer, shape: Shape) -> int:
    """How many coins a layer draws for one example, or for the batch where it drops weights."""
    if layer.kind not in DROPS:
        return 0
    match layer.kind:
        case "spatial_dropout_1d":
            return shape[1]
        case "spatial_dropout_2d":
            return shape[0]
        case "dropblock":
            return shape[0] * (shape[1] - layer.block_size + 1) * (shape[2] - layer.block_size + 1)
        case "dropconnect":
            return shape[0] * layer.units
        case "targeted_dropout":
            return int(layer.fraction * shape[0]) * layer.units
        case "stochastic_depth":
            return 1
    return math.prod(shape)
