"""The hidden suite of the network with dropout. Its answers show which hidden units were dropped."""

import pytest

from dropgrade.checks.dropout import Dropout
from dropgrade.checks.network_answers import NetworkAnswers
from dropgrade.checks.network_gradients import NetworkGradients
from dropgrade.checks.small_network import balanced_network

ANSWERS = NetworkAnswers("forward", balanced_network)
UNITS = Dropout(
    "forward",
    units="hidden units",
    many=(220, 30),
    some=(90, 25),
    few=(47, 23),
    view=ANSWERS.units,
    sharing={"one_coin_per_sample": (1,)},
    names={0: "samples", 1: "units"},
    returns_pair=False,
    plain=ANSWERS.plain,
)
GRADIENTS = NetworkGradients("backward", ANSWERS.run, balanced_network)


@pytest.mark.points(0.5)
def test_answers(student, rng):
    """forward returns the pair (probs, cache), and probs is (N, 1) and lies between 0 and 1."""
    ANSWERS.expect_form(student, rng)


@pytest.mark.points(1.25)
@pytest.mark.needs("test_some_are_dropped")
def test_evaluation(student, rng):
    """At evaluation all hidden units answer, and nothing is scaled."""
    ANSWERS.expect_evaluation(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_evaluation", "test_answers")
def test_evaluation_without_rng(student, rng):
    """Evaluation needs no rng: it may be None."""
    ANSWERS.expect_evaluation_without_rng(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
def test_place(student, rng):
    """What is dropped are hidden units, after the ReLU: neither inputs, nor weights, nor the output."""
    ANSWERS.expect_whole_units(student, rng)


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
    GRADIENTS.expect_unchanged(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_evaluation_without_rng", "test_answers")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError in both modes; p = 0 drops nothing."""
    UNITS.expect_refusals(student, rng)
