"""The hidden suite of Monte Carlo dropout. A scripted network makes every value exact."""

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
    probe,
)
from dropgrade.checks.readings import as_numbers, explained_by, measured, shown
from dropgrade.checks.refusals import expect_refused

SHAPE = (4, 3)  # of one output: inputs, classes
OFFSET = 1e6
MEMBERS = ("mean", "variance")
MOST_ROWS = 1000


class Network:
    """Takes the part of a network with dropout on: gives its prepared outputs in turn, and notes what it is given.

    Every row of x gets the next of its own outputs, so that passes over single rows or over copies of x can be judged.
    """

    def __init__(self, rng, shape=SHAPE):
        self.n = int(rng.integers(5, 10))  # how many samples to ask for
        self.x = probe((SHAPE[0], 5), rng)
        self.outputs = 0.05 + 0.9 * rng.random((3 * self.n, *shape))
        self.calls, self.seen = 0, [0] * len(self.x)
        self.other = None  # the first thing it was given that is not x
        self.extras = self.turned_off = False  # whether there was more than x, and whether that was False

    def __call__(self, x=None, *extras, **named):
        """The next output, or the average of them where a flag says that dropout is to be off."""
        self.calls += 1
        same = isinstance(x, np.ndarray) and x.dtype == self.x.dtype and np.array_equal(x, self.x)
        if self.other is None and not same:
            self.other = "nothing" if x is None else x
        self.extras = self.extras or bool(extras or named)
        if any(extra is False for extra in (*extras, *named.values())):
            self.turned_off = True
            return self._plain(self.outputs[: self.n].mean(axis=0))
        rows = self._rows_in(x)
        if rows is None or self.outputs.shape[1:] != SHAPE:
            return self._plain(self.outputs[(self.calls - 1) % len(self.outputs)])
        return np.array([self._next_of(row) for row in rows]).reshape(*x.shape[:-1], SHAPE[1])

    def _rows_in(self, given):
        """Which rows of x an array holds, or None where it holds anything else."""
        if not isinstance(given, np.ndarray) or given.ndim < 1 or given.shape[-1:] != self.x.shape[1:]:
            return None
        found = (given.reshape(-1, 1, given.shape[-1])[:MOST_ROWS] == self.x).all(axis=-1)
        return found.argmax(axis=1) if 0 < given.size <= MOST_ROWS and found.any(axis=1).all() else None

    def _next_of(self, row):
        self.seen[row] += 1
        return self.outputs[(self.seen[row] - 1) % len(self.outputs), row]

    @staticmethod
    def _plain(output):
        return output if output.shape else float(output)


def ask(student, network):
    """One call: its two members, plain numbers as 0-d arrays."""
    pair = expect_pair(student.mc_dropout(network, network.x, network.n), MEMBERS)
    return tuple(value if as_numbers(value) is None else np.asarray(value) for value in pair)


def shape_of(value):
    """The shape of an array, None for anything else."""
    return value.shape if isinstance(value, np.ndarray) else None


def two_calls(student, rng):
    """Two calls with networks of their own, whose results have to differ: passes of which nothing is made are none."""
    networks = Network(rng), Network(rng)
    networks[1].n = networks[0].n + 3
    pairs = [ask(student, network) for network in networks]
    for value, member in zip(pairs[0], MEMBERS, strict=True):
        expect_that(as_numbers(value) is not None, what=member, observed=shown(value), expected="finite numbers")
    made = any(not np.array_equal(a, b) for a, b in zip(*pairs, strict=True) if as_numbers(b) is not None)
    expect_that(made, what="mean and variance of two networks", observed="the same", expected="what each of them says")
    return networks


# The two moments, with every mistake that is known.


def softmax(y, *_):
    """Softmax over the last axis; a single number becomes 1."""
    e = np.exp(np.atleast_1d(y))
    return (e / e.sum(axis=-1, keepdims=True)).reshape(np.shape(y))


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


def alike(observed, value):
    """Whether something that a student returned agrees with a value, up to rounding."""
    numbers = as_numbers(observed)
    rtol = 1e-5 if numbers is not None and numbers.dtype.itemsize < np.dtype(float).itemsize else 1e-9
    return numbers is not None and numbers.shape == value.shape and np.allclose(numbers, value, rtol=rtol, atol=0)


def judged(network, pair):
    """(mean, variance, samples): the passes that a mean was taken of, and both moments in their order.

    How many passes there were and which moment comes first is for one check each; all others bear with it.
    """
    n, calls, outputs = network.n, network.calls, network.outputs
    last = max(calls, n)
    every = [outputs[np.arange(calls) % len(outputs)]] if max(n - 1, 1) <= calls <= MOST_ROWS else []
    windows = [outputs[:n], outputs[last - n : last], *every]
    for mean, variance in (pair, pair[::-1]):
        for samples in windows:
            if alike(mean, mean_of(samples)):
                return mean, variance, samples
    return *pair, next((w for w in windows if explained_by(pair[0], mean_of, MEANS, w)), windows[0])


def comparable(network, value):
    """A value, or None where another number of passes makes it another one."""
    return value if network.calls == network.n else None


@pytest.mark.points(1.5)
def test_number_of_passes(student, rng):
    """forward is called once for every sample: n_samples times in all."""
    networks = two_calls(student, rng)
    numbers, calls = [network.n for network in networks], [network.calls for network in networks]
    whole = all(shape_of(network.other) in (None, network.x.shape) for network in networks)
    named = {
        "one_pass": [1, 1],
        "one_pass_too_few": [n - 1 for n in numbers],
        "one_pass_too_many": [n + 1 for n in numbers],
        "fresh_samples_for_variance": [2 * n for n in numbers],
        "fixed_number_of_passes": [calls[0]] * 2 if calls[0] > 1 else None,
    }
    expect_that(
        calls == numbers,
        what=f"the number of times that forward is called for n_samples = {numbers[0]} and {numbers[1]}",
        observed=" and ".join(map(str, calls)),
        expected=" and ".join(map(str, numbers)),
        mistakes={name: whole and calls == count for name, count in named.items()},
    )


@pytest.mark.points(1.5)
def test_what_forward_is_given(student, rng):
    """forward is given x as it is, and nothing else."""
    network = two_calls(student, rng)[0]
    changed = bool(student.last.changed)
    expect_that(network.calls > 0, what="the calls of forward", observed="none", expected=f"{network.n}")
    expect_that(
        not network.extras,
        what="what forward is given",
        observed="x and something else",
        expected="x alone",
        mistakes={"turns_dropout_off": network.turned_off, "passes_extra_arguments": not network.turned_off},
    )
    x, n, other = network.x, network.n, network.other
    shape = shape_of(other)
    expect_that(
        other is None,
        what="what forward is given",
        observed="an array of its shape with other values" if shape == x.shape else other,
        expected=f"x itself, an array of shape {x.shape}",
        mistakes={
            "perturbs_input": shape == x.shape and not changed,
            "one_row_at_a_time": shape in (x.shape[1:], (1, *x.shape[1:])),
            "stacks_copies_of_x": shape in ((n * len(x), *x.shape[1:]), (n, *x.shape)),
        },
    )


@pytest.mark.points(2.5)
def test_mean(student, rng):
    """The mean is the average of the n_samples outputs, entry by entry."""
    network = Network(rng)
    pair = ask(student, network)
    mean, _, samples = judged(network, pair)
    swapped = {"pair_swapped": mean is not pair[0]}
    found = explained_by(mean, mean_of, MEANS, samples) | swapped
    with measured(comparable(network, pair[0])):
        expect_array(pair[0], mean_of(samples), what="mean", mistakes=found)


@pytest.mark.points(2.5)
def test_variance(student, rng):
    """The variance is the average squared distance from the mean, entry by entry."""
    network = Network(rng)
    _, variance, samples = judged(network, ask(student, network))
    found = explained_by(variance, variance_of, VARIANCES, samples)
    with measured(comparable(network, variance)):
        expect_array(variance, variance_of(samples), what="variance", mistakes=found)
    network = Network(rng)
    network.n = 1
    _, variance, samples = judged(network, ask(student, network))
    if network.calls == 1:
        expect_array(variance, variance_of(samples), what="variance for n_samples = 1")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_number_of_passes", "test_what_forward_is_given")
def test_any_shape(student, rng):
    """Outputs may have any shape, or be plain numbers."""
    network = Network(rng)
    usual = all(shape_of(member) == SHAPE for member in ask(student, network)) and network.other is None
    for shape in ((6,), (2, 3, 4), ()):  # where the usual shape fails too, these tell nothing new
        kind = f"outputs of shape {shape}" if shape else "outputs that are plain numbers"
        names = ["two_dimensional_only" if shape else "arrays_only"] if usual else []
        network = Network(rng, shape)
        result = expect_returns(student.mc_dropout, network, network.x, network.n, what=f"a call with {kind}",
                                mistakes=names)  # fmt: skip
        for value, member in zip(expect_pair(result, MEMBERS), MEMBERS, strict=True):
            numbers = as_numbers(value)
            expect_that(
                numbers is not None and numbers.shape == shape,
                what=f"{member} of {kind}",
                observed=shown(value),
                expected=f"numbers of shape {shape}" if shape else "a number",
                mistakes=names,
            )


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
    rounding = alike(near, expected) and alike(mean, mean_of(used) + OFFSET) and (abs(far - expected) < 0.01).all()
    cancelled = {"cancels_digits": bool(rounding)}
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
    calls = {f"n_samples = {n}": lambda n=n: student.mc_dropout(Network(rng), Network(rng).x, n) for n in (0, -2)}
    expect_refused("mc_dropout", calls, accepts="takes_no_samples")
