"""The hidden suite of Monte Carlo dropout. A scripted network makes every value exact."""

from functools import partial

import numpy as np
import pytest

from dropgrade.checks import (
    expect_array,
    expect_global_state_untouched,
    expect_like,
    expect_pair,
    expect_returns,
    expect_that,
    expect_unchanged,
)
from dropgrade.checks.finite_numbers import expect_numbers, expect_shape
from dropgrade.checks.readings import as_numbers, explained_by, measured, same_numbers
from dropgrade.checks.refusals import expect_refused
from dropgrade.checks.scripted_network import ScriptedNetwork, expect_passes
from dropgrade.checks.softmax import softmax

SHAPE = (4, 3)  # of one output: inputs, classes
OFFSET = 1e6
MEMBERS = ("mean", "variance")
Network = partial(ScriptedNetwork, usual=SHAPE)


def ask(student, network):
    """One call: its two members, plain numbers as 0-d arrays."""
    pair = expect_pair(student.mc_dropout(network, network.x, network.n), MEMBERS)
    return tuple(value if as_numbers(value) is None else np.asarray(value) for value in pair)


def two_calls(student, rng):
    """Two calls with networks of their own, whose results have to differ: passes of which nothing is made are none."""
    networks = Network(rng), Network(rng)
    networks[1].n = networks[0].n + 3
    pairs = [ask(student, network) for network in networks]
    for value, member in zip(pairs[0], MEMBERS, strict=True):
        expect_numbers(value, what=member)
    made = any(not np.array_equal(a, b) for a, b in zip(*pairs, strict=True) if as_numbers(b) is not None)
    expect_that(made, what="mean and variance of two networks", observed="the same", expected="what each of them says")
    return networks


def sigmoid(y):
    """The logistic function."""
    return 1 / (1 + np.exp(-y))


def mean_of(samples, treat=np.asarray, axis=0, middle=np.mean, end=np.asarray):
    """The mean of the passes, right by default."""
    return end(middle(treat(samples), axis=axis))


def variance_of(samples, treat=np.asarray, axis=0, middle=np.mean, divisor=lambda n: n, end=lambda v, *_: v):
    """The variance of the passes, right by default."""
    y = treat(samples)
    squares = (y - middle(y, axis=axis, keepdims=True)) ** 2
    n = y.size if axis is None else y.shape[axis]
    return end(squares.sum(axis=axis) / divisor(n), y, axis)


BOTH = {
    "softmaxes_samples": {"treat": softmax},
    "sigmoids_samples": {"treat": sigmoid},
    "averages_wrong_axis": [{"axis": 1}, {"axis": 2}],
    "averages_everything": {"axis": None},
    "median_for_mean": {"middle": np.median},
}
MEANS = BOTH | {"averages_logits": {"end": softmax}, "sigmoids_mean": {"end": sigmoid}}
VARIANCES = BOTH | {
    "second_moment": {"middle": lambda y, **_: 0.0},
    "divides_by_t_minus_one": {"divisor": lambda n: n - 1},
    "sum_of_squares": {"divisor": lambda n: 1},
    "variance_of_the_mean": {"divisor": lambda n: n**2},
    "standard_deviation": {"end": lambda v, *_: np.sqrt(v)},
    "adds_aleatoric": {"end": lambda v, y, axis: v + (y * (1 - y)).mean(axis=axis)},
}


def judged(network, pair):
    """(mean, variance, samples): both moments in their order, and the passes that the mean was taken of.

    How many passes there were and which moment comes first is for one check each; all others bear with it.
    """
    for mean, variance in (pair, pair[::-1]):
        for samples in network.passes():
            if same_numbers(mean, mean_of(samples)):
                return mean, variance, samples
    explaining = (samples for samples in network.passes() if explained_by(pair[0], mean_of, MEANS, samples))
    return *pair, next(explaining, network.passes()[0])


def expect_moment(network, value, expected, found, *, what):
    """Expect one of the moments; after another number of passes its numbers tell nothing."""
    with measured(value if network.calls == network.n else None):
        expect_array(value, expected, what=what, mistakes=found)


@pytest.mark.points(1.5)
def test_number_of_passes(student, rng):
    """forward is called once for every sample: n_samples times in all."""
    expect_passes(two_calls(student, rng))


@pytest.mark.points(1.5)
def test_what_forward_is_given(student, rng):
    """forward is given x as it is, and nothing else."""
    network = two_calls(student, rng)[0]
    network.expect_x_alone(changed=bool(student.last.changed))


@pytest.mark.points(2.5)
def test_mean(student, rng):
    """The mean is the average of the n_samples outputs, entry by entry."""
    network = Network(rng)
    pair = ask(student, network)
    mean, _, samples = judged(network, pair)
    found = explained_by(mean, mean_of, MEANS, samples) | {"pair_swapped": mean is not pair[0]}
    expect_moment(network, pair[0], mean_of(samples), found, what="mean")


@pytest.mark.points(2.5)
def test_variance(student, rng):
    """The variance is the average squared distance from the mean, entry by entry."""
    network, single = Network(rng), Network(rng)
    _, variance, samples = judged(network, ask(student, network))
    found = explained_by(variance, variance_of, VARIANCES, samples)
    expect_moment(network, variance, variance_of(samples), found, what="variance")
    single.n = 1
    _, variance, samples = judged(single, ask(student, single))
    if single.calls == 1:
        expect_array(variance, variance_of(samples), what="variance for n_samples = 1")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_number_of_passes", "test_what_forward_is_given")
def test_any_shape(student, rng):
    """Outputs may have any shape, or be plain numbers."""
    network = Network(rng)
    usual = all(np.shape(as_numbers(member)) == SHAPE for member in ask(student, network)) and network.other is None
    for shape in ((6,), (2, 3, 4), ()):  # where the usual shape fails too, these tell nothing new
        kind = f"outputs of shape {shape}" if shape else "outputs that are plain numbers"
        names = ["two_dimensional_only" if shape else "arrays_only"] if usual else []
        network = Network(rng, shape=shape)
        result = expect_returns(student.mc_dropout, network, network.x, network.n, what=f"a call with {kind}",
                                mistakes=names)  # fmt: skip
        for value, member in zip(expect_pair(result, MEMBERS), MEMBERS, strict=True):
            expect_shape(value, shape, what=f"{member} of {kind}", mistakes=names)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mean", "test_variance")
def test_large_outputs(student, rng):
    """The variance stays accurate where outputs are large and differ little: everything is float64."""
    large, small = Network(rng), Network(rng)
    large.outputs = OFFSET + large.outputs / 100
    small.n, small.outputs = large.n, large.outputs - OFFSET  # the same distances, exactly
    _, near, used = judged(small, ask(student, small))
    mean, far, _ = judged(large, ask(student, large))
    expected = variance_of(used)
    for value, member in ((mean, "mean"), (far, "variance")):
        single = isinstance(value, np.ndarray) and value.dtype == np.float32
        expect_like(value, expected, what=member, dtype_mistakes=["single_precision"] if single else [])
    right = same_numbers(near, expected) and same_numbers(mean, mean_of(used) + OFFSET)
    cancelled = {"cancels_digits": right and bool((abs(far - expected) < 0.01).all())}
    expect_array(far, expected, what="variance of outputs near 1,000,000", rtol=1e-3, mistakes=cancelled)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_number_of_passes", "test_what_forward_is_given")
def test_leaves_all_else_alone(student, rng):
    """x stays as it was, and the global random state is neither used nor seeded."""
    ask(student, Network(rng))
    expect_unchanged(student, what="x", mistakes=["changes_input"])
    expect_global_state_untouched(student, mistakes=["uses_global_random"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_number_of_passes", "test_what_forward_is_given")
def test_refuses_no_samples(student, rng):
    """n_samples below 1 raises ValueError."""
    network = Network(rng)
    calls = {f"n_samples = {n}": partial(student.mc_dropout, network, network.x, n) for n in (0, -2)}
    expect_refused("mc_dropout", calls, accepts="takes_no_samples")
