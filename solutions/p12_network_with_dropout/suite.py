"""The hidden suite of the network with dropout. Its answers show which hidden units were dropped."""

import numpy as np
import pytest

from dropgrade.checks import attempt, expect_array, expect_like, expect_returns, expect_that
from dropgrade.checks.dropout import Dropout, rate, rates
from dropgrade.checks.network_gradients import NetworkGradients, are_alike
from dropgrade.checks.small_network import hidden_layer, irregular_params, labels, logit, logits, sigmoid
from dropgrade.checks.visible.hidden_units import BIAS, hidden_units
from dropgrade.checks.visible.members import in_order

INPUTS, HIDDEN, SAMPLES = 3, 8, 10


def network(rng):
    """Parameters, inputs and labels; no z1 lies so near 0 that a finite difference would cross it.

    Enough units are on that coins never take them all, and answers lie on either side of one half.
    """
    while True:
        params = irregular_params(rng, INPUTS, HIDDEN)
        x = rng.uniform(0.5, 1.5, (SAMPLES, INPUTS)) * rng.choice([-1, 1], (SAMPLES, INPUTS))
        z1, h = hidden_layer(params, x)
        z2 = logits(params, h)
        if abs(z1).min() > 0.005 and (z1 > 0).mean() > 1 / 3 and z2.min() < -0.1 and z2.max() > 0.1:
            return params, x, labels(rng, SAMPLES)


def run(student, params, x, p, rng, training=True):
    """One forward call: probabilities of shape (N, 1), and the cache; in which form they came, one check alone asks."""
    probs, cache = members(student.forward(params, x, p, training, rng))
    probs = probs[:, None] if isinstance(probs, np.ndarray) and probs.shape == (len(x),) else probs
    expect_like(probs, x[:, :1], what="probs")
    return (probs if inside(probs) else sigmoid(probs)), cache


def members(result):
    """The answers and the cache, in whichever order they came."""
    return in_order(result, ("probs", "cache"), what="what `forward` returns")


def inside(probs):
    """Whether all of them may be probabilities."""
    return bool((probs >= 0).all() and (probs <= 1).all())


UNITS = Dropout(
    "forward",
    units="hidden units",
    many=(220, 30),
    some=(90, 25),
    few=(47, 23),
    view=hidden_units(lambda *given: run(*given)[0]),
    sharing={"one_coin_per_sample": (1,)},
    names={0: "samples", 1: "units"},
    returns_pair=False,
    plain=lambda student, rng, p, training, source: student.forward(*network(rng)[:2], p, training, source),
)


GRADIENTS = NetworkGradients("backward", run, network)


@pytest.mark.points(0.5)
def test_answers(student, rng):
    """forward returns the pair (probs, cache), and probs is (N, 1) and lies between 0 and 1."""
    params, x, _ = network(rng)
    for training in (True, False):
        result = student.forward(params, x, rate(rng), training, rng)
        probs = members(result)[0]
        flat = isinstance(probs, np.ndarray) and probs.shape == (len(x),)
        expect_like(probs, x[:, :1], what="probs", mistakes=["flat_probs"] if flat else [])
        expect_that(inside(probs), what="probs", observed=f"{probs.min():.4g} to {probs.max():.4g}", expected="0 to 1",
                    mistakes=["no_sigmoid"])  # fmt: skip
        expect_that(result[0] is probs, what="what `forward` returns", observed="the cache first, and probs second",
                    expected="the pair (probs, cache)", mistakes=["pair_swapped"])  # fmt: skip


@pytest.mark.points(1.25)
@pytest.mark.needs("test_some_are_dropped")
def test_evaluation(student, rng):
    """At evaluation all hidden units answer, and nothing is scaled."""
    for p in rates(rng):
        expect_evaluated(student, network(rng), p, rng)


def expect_evaluated(student, net, p, rng):
    """Expect the answers of the full network."""
    params, x, _ = net
    probs = run(student, params, x, p, rng, False)[0]
    again = attempt(student.forward, params, x, p, False, rng)
    drops = again is not None and not np.array_equal(run(student, params, x, p, rng, False)[0], probs)
    z1, h = hidden_layer(params, x)

    def answer(hidden):
        return sigmoid(logits(params, hidden))

    expect_array(
        probs,
        answer(h),
        what=f"probs at evaluation, at p = {p}",
        rtol=2e-6,
        mistakes={
            **dict.fromkeys(["drops_at_evaluation", "modes_swapped", "mode_from_rng"], drops),
            "scales_at_evaluation": answer(h * (1 - p)),
            "divides_at_evaluation": answer(h / (1 - p)),
            "evaluation_times_p": answer(h * p),
            "no_relu": answer(z1),
            "relu_on_output": sigmoid(np.maximum(logits(params, h), 0)),
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_evaluation", "test_answers")
def test_evaluation_without_rng(student, rng):
    """Evaluation needs no rng: it may be None."""
    net, p = network(rng), rate(rng)
    what, needs = "forward at evaluation with rng = None", ["needs_rng_at_evaluation"]
    expect_returns(student.forward, *net[:2], p, False, None, what=what, mistakes=needs)
    expect_evaluated(student, net, p, None)


@pytest.mark.points(0.25)
@pytest.mark.essential
def test_place(student, rng):
    """What is dropped are hidden units, after the ReLU: neither inputs, nor weights, nor the output."""
    params = {"W1": np.full((2, 1), 0.5), "b1": np.ones(1), "W2": np.full((1, 1), -0.4), "b2": np.array([BIAS])}
    p = rate(rng, 0.4, 0.45)
    calls = [run(student, params, np.ones((20, 2)), p, rng)[0] for _ in range(12)]
    with np.errstate(all="ignore"):
        parts = ((BIAS - logit(np.hstack(calls))) / 0.8).round(6)  # the unit is 2, times its factor
    values = np.unique(parts)
    partly = bool((values > 0).all() and len(values) > 1)
    kept = [each[each > 0] for each in parts.T]
    several = len(values) < 8 and any(each.size and np.ptp(each) > 1e-6 for each in kept)
    if not partly and not several and (values >= 0).all():
        return
    half = partly and bool(np.isclose(values[0], 0.5))
    each = bool((parts == parts[0]).all())
    words = "never none of it" if partly else "several parts of it" if several else "less than nothing of it"
    expect_that(
        False,
        what="the part of a hidden unit that reaches the output",
        observed=f"{words}: {', '.join(f'{v + 0.0:.4g}' for v in values[:3])} times its value",
        expected="none or all of it, times a factor",
        mistakes={
            "drops_inputs": half and not each,
            "drops_before_bias": half and not each,
            "drops_weights": partly and each,
            "drops_inputs_too": several and not partly,
            "drops_outputs": not partly and bool(np.isclose(values[0], BIAS / 0.8)),
            "missing_parenthesis": bool(np.isclose(values[0], -p / 2, rtol=1e-3)),
        },
    )


@pytest.mark.points(0.25)
@pytest.mark.needs("test_place")
def test_some_are_dropped(student, rng):
    """In training some hidden units are dropped, and others are kept."""
    UNITS.expect_some_dropped(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_drop_rate(student, rng):
    """In training, each hidden unit is dropped with probability p."""
    UNITS.expect_rate(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_scale(student, rng):
    """In training, hidden units that survive are multiplied by 1 / (1 - p)."""
    UNITS.expect_factor(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_own_coins(student, rng):
    """Every hidden unit of every sample has a coin of its own."""
    UNITS.expect_own_coins(student, rng)
    UNITS.expect_every_entry(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_new_coins(student, rng):
    """Every forward pass draws new coins."""
    UNITS.expect_new_coins(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_new_coins", "test_answers")
def test_rng(student, rng):
    """The coins come from rng alone."""
    UNITS.expect_rng_alone(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_answers")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    UNITS.expect_small_rate(student, rng, shape=(240, 30))


@pytest.mark.points(1)
@pytest.mark.essential
def test_output_layer_gradients(student, rng):
    """The gradients of W2 and b2 are derivatives of the loss, with the coins held."""
    GRADIENTS.expect_derivative(student, rng, ("W2", "b2"))


@pytest.mark.points(1.25)
@pytest.mark.essential
def test_hidden_layer_gradients(student, rng):
    """The gradients of W1 and b1 are derivatives of the loss, with the coins held."""
    GRADIENTS.expect_derivative(student, rng, ("W1", "b1"))


@pytest.mark.points(1)
@pytest.mark.needs("test_hidden_layer_gradients")
def test_gradients_at_evaluation(student, rng):
    """After a forward pass at evaluation, the gradients flow through all hidden units, unscaled."""
    GRADIENTS.expect_evaluation(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_hidden_layer_gradients")
def test_gradient_shapes(student, rng):
    """Each gradient has the shape of its parameter."""
    GRADIENTS.expect_shapes(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_output_layer_gradients", "test_answers")
def test_inputs_unchanged(student, rng):
    """params, x, y and the cache are left as they were, and backward may be called twice."""
    params, x, y = network(rng)
    _, cache = run(student, params, x, rate(rng), rng)
    changed = [name for place, name in (("0", "params"), ("1", "x")) if place in student.last.changed]
    first = GRADIENTS.go_back(student, params, cache, y)
    changed += [n for place, n in (("0", "params"), ("1", "the cache"), ("2", "y")) if place in student.last.changed]
    second = GRADIENTS.go_back(student, params, cache, y)
    expect_that(
        not changed,
        what="what you were given, after the call",
        observed=f"{' and '.join(changed)} changed in place",
        expected="as it was before",
        mistakes={
            "updates_weights": "params" in changed,
            "changes_weights": "params" in changed,
            "changes_cache": "the cache" in changed,
            "changes_input": "x" in changed or "y" in changed,
        },
    )
    same = all(are_alike(first[n], second[n]) for n in params)
    expect_that(same, what="a second `backward` with the same cache", observed="other gradients",
                expected="the same gradients", mistakes=["gradient_with_new_coins"])  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_evaluation_without_rng", "test_answers")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError in both modes; p = 0 drops nothing."""
    UNITS.expect_refusals(student, rng)
