"""The hidden suite of averaging thinned networks: every sub-network is run, up to n = 12."""

import itertools
from functools import cache

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    expect_array,
    expect_raises,
    expect_returns,
    expect_that,
    expect_unchanged,
    expect_value,
)

P = 0.3
CLASSES = 4
UNITS = (5, 1, 2, 3, 8, 12)  # five first: with fewer, some mistakes give the same


@cache
def every_mask(n):
    """All masks of n units: the places in a cube of n dimensions."""
    return np.indices((2,) * n).reshape(n, -1).T.astype(float)


def softmax(scores, axis=-1):
    """Softmax of moderate scores."""
    powers = np.exp(scores)
    return powers / powers.sum(axis=axis, keepdims=True)


def linear_layer(rng, n):
    """x, w and b of a linear unit."""
    return rng.normal(size=n) + 0.5, rng.normal(size=n), 1.7


def softmax_layer(rng, n, classes=CLASSES):
    """x, W and b of a classifier, with scores within ±30."""
    return rng.normal(size=n) + 0.5, rng.normal(size=(n, classes)), rng.normal(size=classes) + 1


# What each mistake, and each two of them, would give: names and a value.

WEIGHTINGS = {
    (): lambda masks, p: np.where(masks, 1 - p, p).prod(axis=1),
    ("weighs_all_alike",): lambda masks, p: np.full(len(masks), 1 / len(masks)),
    ("keeps_with_p",): lambda masks, p: np.where(masks, p, 1 - p).prod(axis=1),
    ("weighs_kept_only",): lambda masks, p: (1 - p) ** masks.sum(axis=1),
    ("full_network",): lambda masks, p: masks.all(axis=1).astype(float),
    ("adds_up_all_masks",): lambda masks, p: np.ones(len(masks)),
}


def ensembles(x, w, b, p):
    """Names, weights and scores of the sub-networks that a student may have averaged."""
    with_coin = np.append(x, 1.0), np.concatenate([w, np.reshape(b, (1, *w.shape[1:]))]), np.zeros_like(b)
    inputs = {(): (x, w, b), ("drops_bias",): with_coin, ("forgets_bias",): (x, w, np.zeros_like(b))}
    for (names, (x_, w_, b_)), (more, weights_of) in itertools.product(inputs.items(), WEIGHTINGS.items()):
        for masks, empty in ((every_mask(len(x_)), ()), (every_mask(len(x_))[1:], ("leaves_out_empty",))):
            yield names + more + empty, weights_of(masks, p), (masks * x_) @ w_ + b_


def readings_of_mean(*layer):
    """What may have been meant by the mean of a linear unit."""
    for names, weights, scores in ensembles(*layer):
        yield names, weights @ scores


def readings_of_softmax(*layer):
    """What may have been meant by the normalised geometric mean."""
    for names, weights, scores in ensembles(*layer):
        probs, joined = softmax(scores), softmax(weights @ scores)
        yield names, joined
        yield (*names, "returns_logs"), np.log(joined)
        yield (*names, "returns_logs"), weights @ np.log(probs)
        yield (*names, "arithmetic_mean"), normalised(weights @ probs)
        yield (*names, "no_softmax"), normalised(weights @ scores)
        yield (*names, "softmax_over_masks"), softmax(weights @ np.log(softmax(scores, axis=0)))


def normalised(value):
    """Positive numbers divided by their sum; whether they add up to 1 is one check's matter. Others as they are."""
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f" or not (value > 0).all() or not value.size:
        return value
    return value / value.sum()


def named(observed, readings):
    """Names of the plainest reading that agrees, at most two of them."""
    for names, value in sorted((r for r in readings if len(r[0]) <= 2), key=lambda reading: len(reading[0])):
        if np.shape(observed) == np.shape(value) and np.allclose(observed, value, rtol=1e-8, atol=1e-12):
            return dict.fromkeys(names, True)
    return {}


def is_numeric(value):
    """Whether something can be compared with numbers."""
    return isinstance(value, int | float | np.number | np.ndarray) and np.asarray(value).dtype.kind in "fiu"


def why(student, call, layer, value, readings):
    """The mistakes that explain a wrong value: draws that differ from call to call, or a known reading."""
    if not is_numeric(value):
        return {}
    if not np.array_equal(normalised(call(*layer)), value):
        masks, again = (attempt(student.all_masks, 6) for _ in range(2))
        return {"samples_masks" if np.array_equal(masks, again) else "random_masks": True}
    return named(value, readings(*layer))


def expect_mean(student, layer, what):
    """Expect the exact mean of a linear unit over all sub-networks."""
    value = student.ensemble_mean(*layer)
    expected = next(readings_of_mean(*layer))[1]
    right = is_numeric(value) and np.ndim(value) == 0 and np.isclose(value, expected, rtol=1e-9)
    found = {} if right else why(student, student.ensemble_mean, layer, value, readings_of_mean)
    expect_value(value, float(expected), what=what, mistakes=found)


def expect_softmax(student, layer, what):
    """Expect the geometric mean of all sub-networks, but for its sum; returns it."""
    value = normalised(student.ensemble_softmax(*layer))
    expected = next(readings_of_softmax(*layer))[1]
    right = is_numeric(value) and np.shape(value) == expected.shape and np.allclose(value, expected, rtol=1e-9)
    found = {} if right else why(student, student.ensemble_softmax, layer, value, readings_of_softmax)
    return expect_array(value, expected, what=what, mistakes=found)


@pytest.mark.points(1.5)
def test_all_masks(student):
    """all_masks(n) holds each of the 2^n masks exactly once, one a row."""
    for n in (3, 1, 2, 6, 12):
        masks, what = student.all_masks(n), f"all_masks({n})"
        shape = masks.shape if isinstance(masks, np.ndarray) else ()
        expect_that(
            shape == (2**n, n),
            what=f"the shape of {what}",
            observed=masks if not shape else str(shape),
            expected=str((2**n, n)),
            mistakes={
                "leaves_out_empty": shape == (2**n - 1, n),
                "masks_in_columns": shape == (n, 2**n),
                "drops_one_at_a_time": shape in ((n, n), (n + 1, n)),
                "list_for_array": isinstance(masks, list) and len(masks) == 2**n,
            },
        )
        values = set(np.unique(masks).tolist())
        signs = {"signs_for_bits": values == {-1, 1}}
        observed = f"{len(values)} different values" if len(values) > 2 else str(np.unique(masks))
        expect_that(
            values == {0, 1}, what=f"the values in {what}", observed=observed, expected="0 and 1", mistakes=signs
        )
        different = len(np.unique((masks != 0) @ 2 ** np.arange(n)))  # each row as a number of n binary digits
        expect_that(
            different == 2**n,
            what=f"the different rows of {what}",
            observed=f"{different}",
            expected=f"{2**n}",
            mistakes={"random_masks": not np.array_equal(student.all_masks(n), masks)},
        )


@pytest.mark.points(2.5)
def test_ensemble_mean(student, rng):
    """ensemble_mean averages all 2^n sub-networks of a linear unit, each with its probability."""
    for n in UNITS:
        expect_mean(student, (*linear_layer(rng, n), P), f"ensemble_mean of {n} unit{'s' * (n > 1)} at p = {P}")


@pytest.mark.points(1)
def test_probabilities(student, rng):
    """ensemble_softmax returns K probabilities, which add up to 1."""
    for n in (6, 2):
        out = student.ensemble_softmax(*softmax_layer(rng, n), P)
        sound = isinstance(out, np.ndarray) and out.shape == (CLASSES,) and is_numeric(out)
        expect_that(sound, what="ensemble_softmax", observed=out, expected=f"an array of shape ({CLASSES},)")
        positive = bool((out > 0).all())
        expect_that(positive, what="ensemble_softmax", observed=out, expected="numbers above 0")
        expect_value(out.sum(), 1.0, what="the sum over the classes", mistakes={"not_normalised": out.sum() < 1})


@pytest.mark.points(2.5)
def test_ensemble_softmax(student, rng):
    """ensemble_softmax is the geometric mean of all 2^n sub-networks, each with its probability."""
    for n in UNITS:
        what = f"ensemble_softmax of {n} unit{'s' * (n > 1)} at p = {P}"
        expect_softmax(student, (*softmax_layer(rng, n), P), what)


@pytest.mark.points(1)
def test_hidden_layer(student):
    """With a ReLU layer behind the dropped units, the scaled network comes close to the ensemble, but not exactly."""
    x, into, out = np.array([1.0, -1.5, 2.0]), np.array([[1.2, -0.7], [0.8, 0.9], [-0.4, 1.1]]), np.eye(2, 3) + 0.2
    bias, masks = np.array([0.3, -0.1, 0.0]), every_mask(3)
    weights = WEIGHTINGS[()](masks, P)

    def network(inputs):  # its hidden units are dropped too
        return expect_softmax(
            student, (np.maximum(inputs @ into + 0.2, 0), out, bias, P), "ensemble_softmax of ReLU units"
        )

    ensemble = softmax(weights @ np.log([network(mask * x) for mask in masks]))
    distance = abs(ensemble - network((1 - P) * x)).max()
    expect_that(
        0.001 < distance < 0.1,
        what="the distance between the ensemble and the scaled network",
        observed=distance,
        expected="not 0, and below 0.1",
    )


@pytest.mark.points(0.5)
def test_nothing_dropped(student, rng):
    """p = 0 leaves the full network alone."""
    x, w, b = softmax_layer(rng, 5)
    names = ["zero_p_fails"]
    mean = expect_returns(student.ensemble_mean, x, w[:, 0], 1.7, 0.0, what="ensemble_mean at p = 0", mistakes=names)
    lost = {"zero_p_fails": is_numeric(mean) and bool(np.isnan(mean).any()), "keeps_with_p": 1.7,
            "weighs_all_alike": x @ w[:, 0] / 2 + 1.7}  # fmt: skip
    expect_value(mean, x @ w[:, 0] + 1.7, what="ensemble_mean at p = 0", mistakes=lost)
    joined = expect_returns(student.ensemble_softmax, x, w, b, 0.0, what="ensemble_softmax at p = 0", mistakes=names)
    lost = {"zero_p_fails": is_numeric(joined) and bool(np.isnan(joined).any()), "keeps_with_p": softmax(b),
            "weighs_all_alike": softmax(x @ w / 2 + b)}  # fmt: skip
    expect_array(normalised(joined), softmax(x @ w + b), what="ensemble_softmax at p = 0", mistakes=lost)


@pytest.mark.points(0.5)
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError."""
    calls = ((student.ensemble_mean, linear_layer(rng, 3)), (student.ensemble_softmax, softmax_layer(rng, 3)))
    for call, layer in calls:
        call(*layer, P)  # what cannot do this refuses nothing
        for p in (1.0, -0.1, 1.5):
            expect_raises("ValueError", call, *layer, p, what=f"a call with p = {p}", mistakes=["takes_any_p"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_probabilities")
def test_input_unchanged(student, rng):
    """x, w, W and b are left as they were."""
    student.ensemble_mean(*linear_layer(rng, 3), P)
    expect_unchanged(student, what="an input of ensemble_mean", mistakes=["changes_input"])
    student.ensemble_softmax(*softmax_layer(rng, 3), P)
    expect_unchanged(student, what="an input of ensemble_softmax", mistakes=["changes_input"])
