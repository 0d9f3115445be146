"""The hidden suite of averaging thinned networks: every sub-network is run, up to n = 12."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from dropgrade.checks import expect_that, expect_value
from dropgrade.checks.behaviour import varies
from dropgrade.checks.exact_function import ExactFunction
from dropgrade.checks.readings import as_numbers
from dropgrade.checks.rows_in_any_order import expect_rows
from dropgrade.checks.softmax import softmax


@cache
def every_mask(n):
    """All masks of n units: the places in a cube of n dimensions."""
    return np.indices((2,) * n).reshape(n, -1).T.astype(float)


def rate(rng):
    """An irregular rate, far from one half and from 0 and 1."""
    return float(rng.choice([rng.uniform(0.15, 0.4), rng.uniform(0.6, 0.85)]))


def linear_layer(rng, n=3):
    """x, w and b of a linear unit, and p."""
    return rng.normal(size=n) + 0.5, rng.normal(size=n), float(rng.uniform(1, 2)), rate(rng)


def softmax_layer(rng, n=3, classes=None):
    """x, W and b of a classifier, with scores so small that their sum over all masks leaves no class at 0, and p."""
    k = classes or int(rng.integers(3, 6))
    return rng.normal(size=n) + 0.5, 0.4 * rng.normal(size=(n, k)), rng.uniform(0.5, 1.5, k), rate(rng)


def likely(masks, p):
    """The probability of each mask."""
    return np.where(masks, 1 - p, p).prod(axis=1)


def sub_networks(  # noqa: PLR0913 - one for each decision
    x, w, b, p, *, which=np.asarray, weigh=likely, off=0.0, scale=lambda p: 1.0, bias=lambda b, p: b
):
    """The probability of every sub-network and its output, right by default."""
    masks = which(every_mask(len(x)))
    return weigh(masks, p), (np.where(masks, 1.0, off) * scale(p) * x) @ w + bias(b, p)


def mean_of(*layer, **changes):
    """The average of a linear unit."""
    weights, outputs = sub_networks(*layer, **changes)
    return weights @ outputs


def geometric(weights, scores, axis=-1):
    """The geometric mean of the sub-networks' probabilities."""
    return np.exp(weights @ np.log(softmax(scores, axis)))


def softmax_of(*layer, join=geometric, **changes):
    """The average of classifiers, but for its sum."""
    return normalised(join(*sub_networks(*layer, **changes)))


def normalised(value):
    """Positive numbers divided by their sum; whether they add up to 1 is one check's matter. Others as they are."""
    numbers = as_numbers(value)
    return value if numbers is None or numbers.ndim != 1 or not (numbers > 0).all() else numbers / numbers.sum()


BOTH = {
    "weighs_all_alike": {"weigh": lambda masks, p: np.full(len(masks), 1 / len(masks))},
    "adds_up_all_masks": {"weigh": lambda masks, p: np.ones(len(masks))},
    "keeps_with_p": {"weigh": lambda masks, p: likely(masks, 1 - p)},
    "weighs_kept_only": {"weigh": lambda masks, p: (1 - p) ** masks.sum(axis=1)},
    "full_network": [{"which": np.ones_like}, {"scale": lambda p: 1 / (1 - p)}],
    "scales_sub_networks": {"scale": lambda p: 1 - p},
    "leaves_out_empty": {"which": lambda masks: masks[masks.any(axis=1)]},
    "leaves_out_full": {"which": lambda masks: masks[~masks.all(axis=1)]},
    "signs_for_bits": {"off": -1.0},
    "drops_bias": [{"bias": lambda b, p: (1 - p) * b}, {"bias": lambda b, p: p * b}],
    "forgets_bias": {"bias": lambda b, p: 0 * b},
}
CLASSIFIERS = {
    "arithmetic_mean": {"join": lambda weights, scores: weights @ softmax(scores)},
    "no_softmax": {"join": lambda weights, scores: weights @ scores},
    "softmax_over_masks": {"join": lambda weights, scores: geometric(weights, scores, axis=0)},
    "returns_logs": [
        {"join": lambda weights, scores: weights @ np.log(softmax(scores))},
        {"join": lambda weights, scores: np.log(normalised(geometric(weights, scores)))},
    ],
}
MEAN = ExactFunction("ensemble_mean", "ensemble_mean", mean_of, linear_layer, BOTH)
SOFTMAX = ExactFunction("ensemble_softmax", "ensemble_softmax", softmax_of, softmax_layer, BOTH | CLASSIFIERS,
                        judged=normalised)  # fmt: skip


def expect_average(student, average, *layer, read=False):
    """Expect one of the averages, but for its sum; returns it."""
    drawn = "random_masks" if varies(student.all_masks, 6) else "samples_masks"
    where = f"with {len(layer[0])} units, at p = {layer[-1]:.4g}"
    return replace(average, random=[drawn]).expect(student, *layer, where=where, read=read)


@pytest.mark.points(1.5)
def test_all_masks(student):
    """all_masks(n) holds each of the 2^n masks exactly once, one a row."""
    for n in (3, 1, 2, 6, 12):
        value, masks, one_off = student.all_masks(n), every_mask(n), 1 - np.eye(n)
        mistakes = {
            "masks_in_columns": isinstance(value, np.ndarray) and value.shape == (n, 2**n),
            "leaves_out_empty": masks[1:],
            "leaves_out_full": masks[:-1],
            "drops_one_at_a_time": [one_off, np.vstack([np.ones(n), one_off])],
            "signs_for_bits": 2 * masks - 1,
            "random_masks": varies(student.all_masks, n),
        }
        expect_rows(value, masks, what=f"all_masks({n})", mistakes=mistakes)


@pytest.mark.essential
@pytest.mark.points(2)
def test_ensemble_mean(student, rng):
    """ensemble_mean averages all 2^n sub-networks of a linear unit, each with its probability."""
    for n in (4, 3):
        expect_average(student, MEAN, *linear_layer(rng, n), read=True)


@pytest.mark.essential
@pytest.mark.points(2.5)
def test_ensemble_softmax(student, rng):
    """ensemble_softmax is the geometric mean of all 2^n sub-networks, each with its probability."""
    for n in (4, 3):
        expect_average(student, SOFTMAX, *softmax_layer(rng, n), read=True)


@pytest.mark.points(1.5)
def test_probabilities(student, rng):
    """ensemble_softmax returns K probabilities: they add up to 1, and a class with larger scores has a larger one."""
    for n in (4, 2):
        order = rng.permutation(int(rng.integers(3, 6)))  # every sub-network has the classes in this order
        x, scores, b, p = rng.uniform(0.5, 1, n), np.outer(rng.uniform(0.1, 0.5, n), order), 0.5 * order, rate(rng)
        value = student.ensemble_softmax(x, scores, b, p)
        out = as_numbers(value)
        sound = out is not None and out.shape == b.shape and bool((out > 0).all())
        expect_that(sound, what="ensemble_softmax", observed=value, expected=f"{b.size} numbers above 0")
        ranked = np.array_equal(np.argsort(out), np.argsort(b))
        expect_that(ranked, what="the order of the classes", observed=str(np.argsort(out)), expected=str(np.argsort(b)))
        expect_value(out.sum(), 1.0, what="the sum over the classes", mistakes={"not_normalised": True})


@pytest.mark.points(0.5)
@pytest.mark.needs("test_probabilities")
def test_any_number_of_units(student, rng):
    """A layer may have 1 to 12 units, and any number of classes."""
    for n in (8, 12, 2, 1):
        expect_average(student, MEAN, *linear_layer(rng, n))
        expect_average(student, SOFTMAX, *softmax_layer(rng, n, classes=n + 1))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_probabilities")
def test_hidden_layer(student, rng):
    """With a ReLU layer after the dropped units, the scaled network comes close to the ensemble, but not exactly."""
    x, into, out = np.array([1.0, -1.5, 2.0]), np.array([[1.2, -0.7], [0.8, 0.9], [-0.4, 1.1]]), np.eye(2, 3) + 0.2
    bias, masks, p = np.array([0.3, -0.1, 0.0]), every_mask(3), float(rng.uniform(0.25, 0.35))

    def network(inputs):  # its hidden units are dropped too
        return expect_average(student, SOFTMAX, np.maximum(inputs @ into + 0.2, 0), out, bias, p)

    ensemble = softmax(likely(masks, p) @ np.log([network(mask * x) for mask in masks]))
    distance = abs(ensemble - network((1 - p) * x)).max()
    expect_that(0.001 < distance < 0.1, what="the distance between the ensemble and the scaled network",
                observed=distance, expected="not 0, and below 0.1")  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_probabilities")
def test_nothing_dropped(student, rng):
    """p = 0 leaves the full network alone."""
    for average in (MEAN, SOFTMAX):
        *layer, _ = average.usual(rng)
        average.expect_special(student, rng, *layer, 0.0, where="at p = 0", mistakes=["zero_p_fails"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_probabilities")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in both averages."""
    for average in (MEAN, SOFTMAX):
        average.expect_refusals(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_probabilities")
def test_input_unchanged(student, rng):
    """x, w, W and b are left as they were."""
    for average in (MEAN, SOFTMAX):
        average.expect_unchanged(student, *average.usual(rng), what="an input")
