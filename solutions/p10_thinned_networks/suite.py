"""The hidden suite of averaging thinned networks: every sub-network is run, up to n = 12."""

from functools import cache

import numpy as np
import pytest

from dropgrade.checks import attempt, expect_array, expect_returns, expect_that, expect_unchanged, expect_value
from dropgrade.checks.readings import as_numbers, explained_by, measured, shown
from dropgrade.checks.refusals import expect_refused, rates_outside

NAMING = (4, 3)  # how many units the layers have from which mistakes are read


@cache
def every_mask(n):
    """All masks of n units: the places in a cube of n dimensions."""
    return np.indices((2,) * n).reshape(n, -1).T.astype(float)


def rate(rng):
    """An irregular rate, far from one half and from 0 and 1."""
    return float(rng.choice([rng.uniform(0.15, 0.4), rng.uniform(0.6, 0.85)]))


def linear_layer(rng, n):
    """x, w and b of a linear unit."""
    return rng.normal(size=n) + 0.5, rng.normal(size=n), float(rng.uniform(1, 2))


def softmax_layer(rng, n, classes=None):
    """x, W and b of a classifier, with scores so small that their sum over all masks leaves no class at 0."""
    k = classes or int(rng.integers(3, 6))
    return rng.normal(size=n) + 0.5, 0.4 * rng.normal(size=(n, k)), rng.uniform(0.5, 1.5, k)


# The two averages, with every mistake that is known.


def softmax(scores, axis=-1):
    """Softmax of moderate scores."""
    powers = np.exp(scores)
    return powers / powers.sum(axis=axis, keepdims=True)


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


def expect_average(student, name, formula, mistakes, layer):
    """Expect one of the averages, but for its sum, and the same in a second call; returns it."""
    call = getattr(student, name)
    value, again = normalised(call(*layer)), normalised(attempt(call, *layer))
    what = f"{name} of {len(layer[0])} unit{'s' * (len(layer[0]) > 1)}"
    first, second = as_numbers(value), as_numbers(again)
    if first is not None and second is not None:
        masks, others = (as_numbers(attempt(student.all_masks, 6)) for _ in range(2))
        drawn = masks is not None and others is not None and not np.array_equal(masks, others)
        expect_that(np.array_equal(first, second), what=f"{what} in two calls alike", observed="different numbers",
                    expected="the same numbers", mistakes=["random_masks" if drawn else "samples_masks"])  # fmt: skip
    found = explained_by(value, formula, mistakes, *layer) if len(layer[0]) in NAMING else {}
    expected, what = formula(*layer), f"{what} at p = {layer[-1]:.4g}"
    with measured(value):
        if np.ndim(expected):
            return expect_array(value, expected, what=what, mistakes=found)
        return expect_value(value, float(expected), what=what, mistakes=found)


def expect_mean(student, layer):
    """Expect the exact mean of a linear unit over all sub-networks."""
    return expect_average(student, "ensemble_mean", mean_of, BOTH, layer)


def expect_softmax(student, layer):
    """Expect the geometric mean of all sub-networks, but for its sum; returns it."""
    return expect_average(student, "ensemble_softmax", softmax_of, BOTH | CLASSIFIERS, layer)


@pytest.mark.points(1.5)
def test_all_masks(student):
    """all_masks(n) holds each of the 2^n masks exactly once, one a row."""
    for n in (3, 1, 2, 6, 12):
        value, what = student.all_masks(n), f"all_masks({n})"
        is_list = isinstance(value, list) and len(value) == 2**n
        masks = value.astype(int) if isinstance(value, np.ndarray) and value.dtype == bool else as_numbers(value)
        fits = masks is not None and masks.shape == (2**n, n)
        rows = set(map(tuple, masks.tolist())) if masks is not None and masks.ndim == 2 else set()
        missing = [mask for mask in every_mask(n) if tuple(mask) not in rows]
        lost = f", without {missing[0].astype(int)}" if len(missing) == 1 else ""
        expect_that(
            fits,
            what=f"the shape of {what}",
            observed=shown(value) if masks is None else f"{masks.shape}{lost}",
            expected=str((2**n, n)),
            mistakes={
                "list_for_array": is_list,
                "masks_in_columns": n > 1 and masks is not None and masks.shape == (n, 2**n),
                "leaves_out_empty": len(rows) == 2**n - 1 and len(missing) == 1 and not missing[0].any(),
                "leaves_out_full": len(rows) == 2**n - 1 and len(missing) == 1 and bool(missing[0].all()),
                "drops_one_at_a_time": n > 2 and len(rows) in (n, n + 1) and len(missing) == 2**n - len(rows)
                and all(sum(row) >= n - 1 for row in rows),
            },
        )  # fmt: skip
        values = np.unique(masks)
        seen = str(values) if len(values) < 5 else f"{len(values)} different values"
        expect_that(set(values.tolist()) == {0, 1}, what=f"the values in {what}", observed=seen, expected="0 and 1",
                    mistakes={"signs_for_bits": set(values.tolist()) == {-1, 1}})  # fmt: skip
        again = as_numbers(attempt(student.all_masks, n))
        drawn = again is not None and not np.array_equal(again, masks)
        expect_that(not missing, what=f"the different rows of {what}", observed=f"{len(rows)}{lost}",
                    expected=f"{2**n}", mistakes={"random_masks": drawn})  # fmt: skip


@pytest.mark.essential
@pytest.mark.points(2)
def test_ensemble_mean(student, rng):
    """ensemble_mean averages all 2^n sub-networks of a linear unit, each with its probability."""
    for n in NAMING:
        expect_mean(student, (*linear_layer(rng, n), rate(rng)))


@pytest.mark.essential
@pytest.mark.points(2.5)
def test_ensemble_softmax(student, rng):
    """ensemble_softmax is the geometric mean of all 2^n sub-networks, each with its probability."""
    for n in NAMING:
        expect_softmax(student, (*softmax_layer(rng, n), rate(rng)))


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
        expect_mean(student, (*linear_layer(rng, n), rate(rng)))
        expect_softmax(student, (*softmax_layer(rng, n, classes=n + 1), rate(rng)))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_probabilities")
def test_hidden_layer(student, rng):
    """With a ReLU layer behind the dropped units, the scaled network comes close to the ensemble, but not exactly."""
    x, into, out = np.array([1.0, -1.5, 2.0]), np.array([[1.2, -0.7], [0.8, 0.9], [-0.4, 1.1]]), np.eye(2, 3) + 0.2
    bias, masks, p = np.array([0.3, -0.1, 0.0]), every_mask(3), float(rng.uniform(0.25, 0.35))

    def network(inputs):  # its hidden units are dropped too
        return expect_softmax(student, (np.maximum(inputs @ into + 0.2, 0), out, bias, p))

    ensemble = softmax(likely(masks, p) @ np.log([network(mask * x) for mask in masks]))
    distance = abs(ensemble - network((1 - p) * x)).max()
    expect_that(0.001 < distance < 0.1, what="the distance between the ensemble and the scaled network",
                observed=distance, expected="not 0, and below 0.1")  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_probabilities")
def test_nothing_dropped(student, rng):
    """p = 0 leaves the full network alone."""
    x, w, b = softmax_layer(rng, 5)
    for call, layer, expected, what in (
        (student.ensemble_mean, (x, w[:, 0], 1.7), np.asarray(x @ w[:, 0] + 1.7), "ensemble_mean at p = 0"),
        (student.ensemble_softmax, (x, w, b), softmax(x @ w + b), "ensemble_softmax at p = 0"),
    ):
        usual = as_numbers(attempt(call, *layer, 0.3)) is not None
        value = expect_returns(call, *layer, 0.0, what=what, mistakes=["zero_p_fails"] if usual else [])
        undefined = isinstance(value, np.ndarray | np.generic | float) and np.isnan(value).any()
        value = np.asarray(value) if isinstance(value, float) else normalised(value)
        expect_array(value, expected, what=what, mistakes={"zero_p_fails": bool(undefined and usual)})


@pytest.mark.points(0.5)
@pytest.mark.needs("test_probabilities")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in both averages."""
    for name, layer in (("ensemble_mean", linear_layer(rng, 3)), ("ensemble_softmax", softmax_layer(rng, 3))):
        call = getattr(student, name)
        call(*layer, rate(rng))  # what cannot do this refuses nothing
        calls = {f"p = {p}": lambda p=p, call=call, layer=layer: call(*layer, p) for p in rates_outside(rng)}
        expect_refused(name, calls, accepts="takes_any_p")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_probabilities")
def test_input_unchanged(student, rng):
    """x, w, W and b are left as they were."""
    student.ensemble_mean(*linear_layer(rng, 3), rate(rng))
    expect_unchanged(student, what="an input of ensemble_mean", mistakes=["changes_input"])
    student.ensemble_softmax(*softmax_layer(rng, 3), rate(rng))
    expect_unchanged(student, what="an input of ensemble_softmax", mistakes=["changes_input"])
