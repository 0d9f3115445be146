"""A network as a NumPy program that uses the student's functions: it trains as the lab does, to the last digit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from dropgrade.course.course import Course
from dropgrade.lab.network import numpy_layers, numpy_parts
from dropgrade.lab.network.counting import Counted, count_network, with_branches
from dropgrade.lab.network.spec import WEIGHTED, Network
from dropgrade.lab.training.functions import NEEDED, keys_for, problem_of

SETTINGS = {"seed": 0, "epochs": 50, "lr": 0.01, "momentum": 0.9, "batch": 32}
"""The default settings of a training, in the lab and in a program."""
CLASSES = {
    "standard_dropout": ("StandardDropout", "dout * self.mask"),
    "dropout": ("Dropout", "dropout_backward(dout, self.mask, self.p)"),
    "spatial_dropout_1d": ("SpatialDropout1D", "dout * (self.mask * (1 / (1 - self.p)))"),
    "spatial_dropout_2d": ("SpatialDropout2D", "spatial_dropout_2d_backward(dout, self.mask, self.p)"),
    "dropblock": ("DropBlock", "dout * (self.mask * (self.mask.size / max(self.mask.sum(), 1)))"),
}
OTHERS = {
    "dense": numpy_layers.DENSE,
    "output": numpy_layers.DENSE,
    "conv": numpy_layers.CONV,
    "batch_norm": numpy_layers.BATCH_NORM,
    "dropout_layer": numpy_layers.BY_LAYER,
    "dropconnect": numpy_layers.CONNECTIONS,
    "targeted_dropout": numpy_layers.TARGETED,
    "stochastic_depth": numpy_layers.BRANCH,
    **numpy_layers.PLAIN,
}


def program_of(network: Network, course: Course, settings: Mapping[str, Any] = SETTINGS) -> str:
    """The text of the program; `settings` are seed, epochs, batch, lr and momentum."""
    count, _ = count_network(network)
    kinds = list(dict.fromkeys(each.layer.kind for each in with_branches(count.layers)))
    blocks = [
        f'"""{_quoted(network.name)}: a network from the lab, trained with your own functions."""\n\n'
        + numpy_parts.HEAD.format(**{**SETTINGS, **settings}),
        "\n".join(_functions(kinds, course))
        + "weights, shuffling, coins = (np.random.default_rng([SEED, which]) for which in range(3))\nvelocity = {}\n",
        *dict.fromkeys([*([numpy_layers.DENSE] if set(kinds) & WEIGHTED else []), *(_class(kind) for kind in kinds)]),
        "layers = [\n" + "".join(f"    {text},\n" for text in _layers(count.layers)) + "]\n",
        _data(network),
        numpy_parts.TRAINING,
    ]
    return "\n\n".join(block for block in blocks if block)


def _quoted(text: str) -> str:
    """A user's text in a form that is safe between triple quotes, on one line."""
    return "".join(c if c.isprintable() and c not in '"\\' else " " for c in text).strip() or "Network"


def _functions(kinds: list[str], course: Course) -> Iterator[str]:
    """The lines that fetch the student's functions."""
    needed = [NEEDED[key] for key in keys_for(kinds)]
    for each in needed:
        problem = problem_of(course, each.stem) or each.stem
        for name in each.names:
            yield f'{name} = from_exercise("exercises/{problem}/{each.stem}.py", "{name}")'
    if needed:
        yield ""


def _class(kind: str) -> str:
    if kind not in CLASSES:
        return OTHERS[kind]
    name, backward = CLASSES[kind]
    has_blocks = kind == "dropblock"
    return numpy_layers.DROPPED.format(
        name=name,
        function=NEEDED[kind].names[0],
        backward=backward,
        more=", block_size" if has_blocks else "",
        also=", self.block_size" if has_blocks else "",
        given="self.block_size, " if has_blocks else "",
    )


def _layers(layers: tuple[Counted, ...]) -> Iterator[str]:
    """Each layer as it is made; weights are drawn in this order."""
    for number, each in enumerate(layers):
        yield _made(each, [after.layer.kind for after in layers[number + 1 :]])


def _made(each: Counted, follows: list[str]) -> str:
    layer, before = each.layer, each.before
    if layer.kind in numpy_layers.PLAIN:
        return f"{layer.kind.capitalize()}()"
    if layer.kind in CLASSES:
        more = f", {layer.block_size}" if layer.block_size else ""
        return f"{CLASSES[layer.kind][0]}({layer.p!r}{more})"
    match layer.kind:
        case "conv":
            size = layer.size**2
            scale = _scale(before[0] * size, layer.channels * size, follows)
            return f"Convolution({before[0]}, {layer.channels}, {layer.size}, {scale})"
        case "batch_norm":
            return f"BatchNorm({each.parameters // 2}, {len(before) + 1})"
        case "dropout_layer":
            return f"LayerOfYours({layer.p!r})"
        case "stochastic_depth":
            return f"DroppedBranch({', '.join([repr(layer.p), *_layers(each.branch)])})"
    given = f"{before[-1]}, {layer.units}, {_scale(before[-1], layer.units, follows)}"
    if layer.kind == "dropconnect":
        return f"DroppedWeights({given}, {layer.p!r})"
    return f"TargetedWeights({given}, {layer.fraction!r}, {layer.p!r})" if layer.fraction else f"Dense({given})"


def _scale(inputs: int, outputs: int, follows: list[str]) -> str:
    for kind in follows:
        if kind == "relu":
            return f"np.sqrt(2 / {inputs})"
        if kind in WEIGHTED or kind in ("sigmoid", "tanh"):
            break
    return f"np.sqrt(2 / ({inputs} + {outputs}))"


def _data(network: Network) -> str:
    """The function that gives the examples: the digits of p13, two moons, or noise of the right shape."""
    classes = network.layers[-1].units
    if math.prod(network.input) == 64 and classes == 10:  # noqa: PLR2004 - the digits
        return numpy_parts.DIGITS.format(shape=", ".join(map(str, network.input)))
    if network.input == (2,) and classes == 2:  # noqa: PLR2004 - two moons
        return numpy_parts.MOONS
    return numpy_parts.NOISE.format(shape=", ".join(map(str, network.input)), classes=classes)
