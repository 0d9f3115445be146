"""Figures of values: before and after dropout, in both modes, and through one small network with all its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dropgrade.checks import expect_pair, expect_that
from dropgrade.checks.failure import Array, fail
from dropgrade.lab.bench import Bench
from dropgrade.lab.figures.figure import Figure, dropped
from dropgrade.lab.figures.mask_figures import SRIVASTAVA
from dropgrade.lab.figures.panels import Panel, Rows, Step, Steps, plain, step
from dropgrade.pictures.data import histogram, numbers

P = 0.5
X, Y = np.array([[1.0, 2.0]]), np.array([[1.0]])
WEIGHTS = {
    "W1": np.array([[0.5, 0.3, -0.2, 0.4], [0.1, 0.6, 0.2, 0.3]]),
    "b1": np.array([0.1, 0.0, 0.1, 0.2]),
    "W2": np.array([[0.4], [0.2], [-0.3], [0.5]]),
    "b2": np.array([0.1]),
}
"""The network of p12, whose hidden values are the ones that the article works out by hand."""
BY_HAND = (1, 0, 1, 0)
"""The coins of the article."""
TRIES = 400
"""Seeds to try for them: a right function draws them in one of 16, and misses them all one time in 1e11."""


def before_after(bench: Bench, seed: int) -> Sequence[Panel]:
    """A thousand activations around 1, before and after inverted dropout."""
    rng = np.random.default_rng(seed)
    x = rng.normal(1.0, 0.1, 1000)
    out = dropped(bench, "inverted_dropout", x, P, rng)
    kept = out[out != 0]
    facts = [("mean before", x.mean()), ("mean after", out.mean()), ("share of zeros", np.mean(out == 0))]
    facts += [("mean of the kept", kept.mean())] if kept.size else []
    return [
        histogram("A thousand units around 1, p = 0.5", {"before": x, "after": out}, axis="value", bins=24),
        Rows("Measured", ("what", "value"), tuple((name, float(value)) for name, value in facts)),
    ]


def two_modes(bench: Bench, seed: int) -> Sequence[Panel]:
    """Two passes of a layer in training, and two at evaluation."""
    layer: Any = bench.call("DropoutLayer", p=P, rng=np.random.default_rng(seed))
    x = np.ones(4)
    rows: list[tuple[str | float, ...]] = []
    for mode, switch in (("training", "train"), ("evaluation", "eval")):
        getattr(layer, switch)()
        for turn in (1, 2):
            out = numbers(layer.forward(x), "what `forward` returns", x.shape)
            rows.append((f"{mode}, pass {turn}", *plain(out)))
    note = "In training each pass draws coins of its own; at evaluation there are none."
    return [Rows("Four units of 1, p = 0.5", ("mode", "1", "2", "3", "4"), tuple(rows), note)]


def worked(bench: Bench, seed: int) -> Sequence[Panel]:
    """The network of p12, forward and backward, with the coins [1, 0, 1, 0] if a seed gives them."""
    for tried in range(seed, seed + TRIES):
        probs, grads = _pass(bench, tried)
        mask = (np.abs(grads["W2"][:, 0]) > 0).astype(float)  # a dropped unit's weight gets no gradient
        if tuple(mask.astype(int)) == BY_HAND:
            break
    note = "The hidden values are computed here; the probability and all gradients are what your p12 returned."
    return [Steps("Two inputs, four hidden units, one output, p = 0.5", _steps(mask, probs, grads), note)]


def _pass(bench: Bench, seed: int) -> tuple[Array, dict[str, Array]]:
    rng = np.random.default_rng(seed)
    probs, cache = expect_pair(bench.call("forward", WEIGHTS, X, P, training=True, rng=rng))
    grads = bench.call("backward", WEIGHTS, cache, Y)
    if not isinstance(grads, dict):
        fail("what `backward` returns", observed=grads, expected="a dict of gradients")
    expect_that(set(WEIGHTS) <= set(grads), what="the gradients", observed=list(grads), expected="W1, b1, W2 and b2")
    found = {name: numbers(grads[name], f"the gradient of {name}", WEIGHTS[name].shape) for name in WEIGHTS}
    return numbers(probs, "probs", Y.shape), found


def _steps(mask: Array, probs: Array, grads: dict[str, Array]) -> tuple[Step, ...]:
    h = np.maximum(X @ WEIGHTS["W1"] + WEIGHTS["b1"], 0)
    d = h * mask / (1 - P)
    z2 = d @ WEIGHTS["W2"] + WEIGHTS["b2"]
    weights = {name: WEIGHTS[name] for name in ("W1", "b1", "W2", "b2")}
    return (
        step("The network", "weights that give the article's hidden values", {"x": X, **weights}),
        step("1. Hidden units", "h = max(0, x @ W1 + b1)", {"h": h}, note=f"Their sum is {h.sum():.4g}."),
        step("2. Dropout", "d = h * mask / (1 - p)", {"mask": mask, "d": d}, note=_sum_words(h, d)),
        step("3. The output", "z2 = d @ W2 + b2, probs = sigmoid(z2)", {"z2": z2, "probs": probs}),
        step("4. The loss", "L = -log(probs), as y = 1", {"L": -np.log(np.clip(probs, 1e-300, None))}),
        step("5. Backward, output layer", "dz2 = probs - y, dW2 = d.T @ dz2", {"dW2": grads["W2"], "db2": grads["b2"]}),
        step("6. Backward, through the mask", "dh = dz2 @ W2.T * mask / (1 - p)", {"db1": grads["b1"]}),
        step("7. Backward, hidden layer", "dW1 = x.T @ dz1", {"dW1": grads["W1"]}, note=_column_words(mask)),
    )


def _sum_words(h: Array, d: Array) -> str:
    return f"The sum is {d.sum():.4g} in this draw, and {h.sum():.4g} on average over all draws."


def _column_words(mask: Array) -> str:
    off = [str(unit) for unit, kept in enumerate(mask, 1) if not kept]
    if not off:
        return "No unit was dropped in this draw."
    verb = "was" if len(off) == 1 else "were"
    units = "Unit" if len(off) == 1 else "Units"
    return f"{units} {' and '.join(off)} {verb} dropped: no weight to or from there gets a gradient."


VALUE_FIGURES = (
    Figure(
        "before_and_after", "Activations before and after", "A histogram of values around 1 before dropout, and of "
        "zeros and doubled values after it. The printed check: 1000 values, mean 1.0013, share of zeros 0.4993.",
        f"{SRIVASTAVA}, section 10", ("inverted_dropout",), before_after,
    ),
    Figure(
        "two_modes", "Training and evaluation", "Two passes in training mode that differ, two at evaluation that "
        "do not.", "Paszke et al. (2019), section 4.1", ("DropoutLayer",), two_modes,
    ),
    Figure(
        "worked_network", "A network with its numbers", "Two inputs, four hidden units and one output, worked out by "
        "hand. Its program has other weights than its text, and prints another mask and 0.44.",
        f"{SRIVASTAVA}, sections 4 and 5.1", ("forward", "backward"), worked,
    ),
)  # fmt: skip
