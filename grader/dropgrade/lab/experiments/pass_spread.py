"""Monte Carlo dropout: passes agree on digits, and disagree on images between two of them."""

from __future__ import annotations

import numpy as np

from dropgrade.checks import expect_pair
from dropgrade.checks.failure import Array
from dropgrade.lab.bench import Bench, Trained, Training
from dropgrade.lab.data_sets import data_set
from dropgrade.lab.experiments.experiment import (
    Chart,
    Claim,
    Drawing,
    Experiment,
    Explaining,
    Found,
    Measured,
    Watch,
    places,
)
from dropgrade.lab.figures.figure import dropped
from dropgrade.lab.figures.panels import ranges
from dropgrade.pictures.data import numbers

SHARES = places(11, 0, 1)
PASSES, PAIRS, P = 30, 40, 0.5
SPREAD = "spread of the passes"
SETS = ("training digits", "new digits", "noise")
DATA, EPOCHS = "digits", 50


def measure(bench: Bench, seed: int, watch: Watch) -> Measured:
    """The spread of the passes while one digit turns into another, and for known digits, new digits, and noise."""
    data, rng = data_set(DATA), np.random.default_rng(seed)
    trained = bench.train(Training(P, seed, DATA, EPOCHS))
    first, second = _pairs(data.x_validation, data.y_validation, rng)
    found = {SPREAD: np.empty(len(SHARES))}
    for place, share in enumerate(SHARES):
        found[SPREAD][place] = spread(bench, trained, (1 - share) * first + share * second, rng)
        watch(SPREAD, place, found[SPREAD][place : place + 1])
    noise = rng.random(first.shape) * data.x.max()
    for name, x in zip(SETS, (data.x[:PAIRS], first, noise), strict=True):
        found[name] = np.array([spread(bench, trained, x, rng)])
    return found


def _pairs(x: Array, y: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Pairs of images that show different digits."""
    order = rng.permutation(len(x))
    other = rng.permutation(len(x))
    differ = np.flatnonzero(y[order] != y[other])[:PAIRS]
    return x[order[differ]], x[other[differ]]


def spread(bench: Bench, trained: Trained, x: Array, rng: np.random.Generator) -> float:
    """The mean over the images of the standard deviation of the passes' probabilities."""

    def forward(images: Array) -> Array:
        return _probabilities(bench, trained, images, rng)

    _, variance = expect_pair(bench.call("mc_dropout", forward, x, PASSES))
    found = numbers(variance, "the variance", (len(x), trained.weights[-1][0].shape[1]))
    return float(np.sqrt(np.maximum(found, 0).sum(axis=1)).mean())


def _probabilities(bench: Bench, trained: Trained, x: Array, rng: np.random.Generator) -> Array:
    h = x
    for weights, bias in trained.weights[:-1]:
        h = dropped(bench, "inverted_dropout", np.maximum(h @ weights + bias, 0), P, rng)
    weights, bias = trained.weights[-1]
    scores = h @ weights + bias
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    found: Array = e / e.sum(axis=1, keepdims=True)
    return found


def conclude(measured: Measured) -> Found:
    """The spread in the middle against both ends, and for three sets."""
    runs = measured[SPREAD]
    ends, middle = runs[:, [0, -1]].mean(axis=1), runs[:, len(SHARES) // 2]
    known, new, noise = (float(measured[name].mean()) for name in SETS)
    sentence = (
        f"The spread is {ends.mean():.3f} for digits and {middle.mean():.3f} halfway between two. For training "
        f"digits it is {known:.3f}, for new ones {new:.3f}, for noise {noise:.3f}."
    )
    groups = {name: measured[name][:, 0] for name in SETS} | {"halfway between two": middle}
    return Found(sentence, (ranges("Spread of 30 passes", "spread", groups),))


def margins(measured: Measured) -> tuple[Array, ...]:
    """By how much the passes spread more in the middle than at either end."""
    runs = measured[SPREAD]
    return tuple(runs[:, len(SHARES) // 2] - runs[:, end] for end in (0, -1))


EXPERIMENT = Experiment(
    name="pass_spread",
    title="Monte Carlo uncertainty",
    about=f"A network learns 1,000 digits at p = 0.5. Then {PAIRS} pairs of new digits are blended, from the first "
    "to the "
    f"second, and each blend passes {PASSES} times with dropout on. The spread is the standard deviation of the "
    "passes' probabilities.",
    functions=("inverted_dropout", "dropout_backward", "mc_dropout"),
    chart=Chart("share of the second digit", "spread", SHARES, (SPREAD,), 0.6),
    question=Drawing("Draw the spread of the passes while one digit becomes another.", "spread", SPREAD, SHARES, 0.6),
    explaining=Explaining(
        (
            "Halfway, sub-networks see different digits in the same image, so their answers differ.",
            "Blended images are darker, so more units are off.",
            "The network has not been trained long enough for blended images.",
        ),
        0,
        "Every pass is the answer of another sub-network. Where they disagree, the network does not know.",
    ),
    claim=Claim("The passes spread more halfway between two digits than on the digits themselves.", 1e-6, 40),
    article="The variance over the passes is called a measure of what the model does not know.",
    data="It is larger where the answer is open, a little larger for new digits than for those that were learnt, and "
    "largest for noise. It follows the rate as well: it is a measure of this network, not of the data alone.",
    source="Gal and Ghahramani (2016), sections 4 and 5.2",
    measure=measure,
    conclude=conclude,
    margins=margins,
)
