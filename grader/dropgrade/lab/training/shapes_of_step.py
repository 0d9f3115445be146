"""The arrays of a repeated step, and the shape of each: nothing else is accepted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dropgrade.lab.network.counting import Counted
from dropgrade.lab.network.spec import DROPS, Shape

NUMBERS = ("label", "loss", "same", "batch", "example")
OF_WEIGHTS = frozenset({"dropconnect", "targeted_dropout"})


def shapes_of_step(layers: Sequence[Counted], shape: Shape) -> dict[str, Shape]:
    """The shapes by name, for a network that takes examples of a shape."""
    found: dict[str, Shape] = {"input": shape, "row": (1,), **dict.fromkeys(NUMBERS, ())}
    for each in layers:
        found |= {f"{each.place}/{name}": of for name, of in _of_layer(each)}
    return found


def _of_layer(each: Counted) -> Iterator[tuple[str, Shape]]:
    yield from (("out", each.shape), ("gradient", each.shape))
    for name, shape in parameter_shapes(each).items():
        yield from ((name, shape), (f"{name}_gradient", shape))
    if each.layer.kind not in DROPS:
        return
    yield "facts", (3,)
    yield "mask", coin_shape(each)
    if each.layer.kind not in OF_WEIGHTS:
        yield "kept", coin_shape(each)


def coin_shape(each: Counted) -> Shape:
    """The shape of a mask: that of the weights, one entry per example, or that of the layer's output."""
    if each.layer.kind in OF_WEIGHTS:
        return parameter_shapes(each)["W"]
    return (1,) * len(each.shape) if each.layer.kind == "stochastic_depth" else each.shape


def parameter_shapes(each: Counted) -> dict[str, Shape]:
    """The shapes of a layer's parameters."""
    layer, before = each.layer, each.before
    if layer.kind == "conv":
        return {"W": (layer.channels, before[0], layer.size, layer.size), "b": (layer.channels,)}
    if layer.kind == "batch_norm":
        features = (each.parameters // 2,)
        return {"gamma": features, "beta": features}
    return {"W": (before[-1], layer.units), "b": (layer.units,)} if each.parameters else {}
