"""A network as a NumPy program that uses the student's functions: it trains as the lab does, to the last digit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from dropgrade.course.course import Course
from dropgrade.lab.network import numpy_parts as parts
from dropgrade.lab.network.counting import Counted, count_network
from dropgrade.lab.network.spec import Network
from dropgrade.lab.training.functions import NEEDED, keys_for, problem_of

SETTINGS = {"seed": 0, "epochs": 50, "batch": 32, "lr": 0.01, "momentum": 0.9}
CLASSES = {
    "standard_dropout": ("StandardDropout", "dout * self.mask"),
    "dropout": ("Dropout", "dropout_backward(dout, self.mask, self.p)"),
    "spatial_dropout_1d": ("SpatialDropout1D", "dout * (self.mask * (1 / (1 - self.p)))"),
    "spatial_dropout_2d": ("SpatialDropout2D", "spatial_dropout_2d_backward(dout, self.mask, self.p)"),
    "dropblock": ("DropBlock", "dout * (self.mask * (self.mask.size / max(self.mask.sum(), 1)))"),
}
OTHERS = {
    "dense": parts.DENSE, "output": parts.DENSE, "conv": parts.CONV, "batch_norm": parts.BATCH_NORM,
    "dropout_layer": parts.BY_LAYER, "dropconnect": parts.CONNECTIONS, "targeted_dropout": parts.TARGETED,
    "stochastic_depth": parts.BRANCH, **parts.PLAIN,
}  # fmt: skip
WEIGHTED = frozenset({"dense", "output", "conv", "dropconnect", "targeted_dropout"})


def program_of(network: Network, course: Course, settings: Mapping[str, Any] = SETTINGS) -> str:
    """The text of the program; `settings` are seed, epochs, batch, lr and momentum."""
    count, _ = count_network(network)
    every = [each for layer in count.layers for each in (layer, *layer.branch)]
    kinds = list(dict.fromkeys(each.layer.kind for each in every))
    blocks = [
        f'"""{_quoted(network.name)}: a network from the lab, trained with your own functions."""\n\n'
        + parts.HEAD.format(**{**SETTINGS, **settings}),
        "\n".join(_functions(kinds, course))
        + "weights, shuffling, coins = (np.random.default_rng([SEED, which]) for which in range(3))\nvelocity = {}\n",
        *dict.fromkeys([*([parts.DENSE] if set(kinds) & WEIGHTED else []), *(_class(kind) for kind in kinds)]),
        "layers = [\n" + "".join(f"    {text},\n" for text in _layers(count.layers)) + "]\n",
        _data(network),
        parts.TRAINING,
    ]
    return "\n\n".join(block for block in blocks if block)


def _quoted(text: str) -> str:
    """A text of somebody's as it may be put between three quotes, on one line."""
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
    return parts.DROPPED.format(
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
    if layer.kind in parts.PLAIN:
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
        return DIGITS.format(shape=", ".join(map(str, network.input)))
    if network.input == (2,) and classes == 2:  # noqa: PLR2004 - two moons
        return MOONS
    return NOISE.format(shape=", ".join(map(str, network.input)), classes=classes)


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
