"""The hidden suite of variational dropout. States so small that tanh leaves them alone tell what was fed back."""

from functools import partial

import numpy as np
import pytest

from dropgrade.checks import expect_array, expect_that
from dropgrade.checks.arrays import expect_precision
from dropgrade.checks.dropout import rate, rates
from dropgrade.checks.dropout.evaluated import expect_evaluated, expect_no_rng_needed
from dropgrade.checks.visible.dropped_states import dropped_states, members
from dropgrade.checks.visible.members import expect_no_mask
from dropgrade.checks.visible.recurrent import mixing, unroll, without_dropout

UNITS = dropped_states("variational_rnn")


@pytest.mark.points(1)
def test_layout(student, rng):
    """The result is the pair (hs, mask), and hs is (batch, time, hidden): the states after each step."""
    UNITS.expect_layout(student, rng)


@pytest.mark.points(0.25)
def test_some_are_dropped(student, rng):
    """In training some hidden units are not fed back, and others are."""
    UNITS.expect_some_dropped(student, rng)


@pytest.mark.points(1.25)
@pytest.mark.needs("test_some_are_dropped")
def test_evaluation(student, rng):
    """At evaluation, hs holds the states of the plain tanh network after each step."""
    for p in rates(rng):
        expect_plain(student, mixing(rng), p, rng)


def expect_plain(student, net, p, rng):
    """Expect the states of the plain network from an evaluation."""
    right = unroll(net)
    expect_evaluated(
        lambda: UNITS.run(student, net, p, rng, training=False)[0],
        right,
        p,
        what=f"hs at evaluation, at p = {p}",
        scaled=lambda factor: [right * factor, unroll(net, factor)],
        mistakes={
            **without_dropout(net),
            "one_step_late": np.concatenate([net.h0[:, None], right[:, :-1]], axis=1),
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_evaluation")
def test_evaluation_without_rng(student, rng):
    """Evaluation needs no rng: it may be None."""
    net, p = mixing(rng), rate(rng)
    expect_no_rng_needed(student.variational_rnn, *net, p, False, None)
    expect_plain(student, net, p, None)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_some_are_dropped")
def test_no_mask_at_evaluation(student, rng):
    """Evaluation returns a pair, too, with None for the mask."""
    expect_no_mask(student.variational_rnn(*mixing(rng), rate(rng), False, rng), "hs")


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_drop_rate(student, rng):
    """Each hidden unit is dropped with probability p: nothing of it is fed back."""
    UNITS.expect_rate(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_scale(student, rng):
    """What is fed back of the units that are kept is multiplied by 1 / (1 - p)."""
    UNITS.expect_factor(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_same_mask(student, rng):
    """A unit is dropped at every step of a sequence, or at none."""
    UNITS.expect_same_at_every_step(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_same_factor(student, rng):
    """The factor is the same at every step: it does not pile up."""
    UNITS.expect_same_factor(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_place_of_the_mask(student, rng):
    """The mask is on what is fed back, before w_h: neither on x, nor on weights, nor on what hs holds."""
    UNITS.expect_place(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_own_coins(student, rng):
    """Every unit of every sequence has a coin of its own, drawn anew in each call, which decides about all of it."""
    UNITS.expect_own_coins(student, rng)
    UNITS.expect_every_entry(student, rng)
    UNITS.expect_new_coins(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate", "test_own_coins")
def test_mask(student, rng):
    """The mask is (batch, hidden) and holds 1 where a unit is kept, without the factor."""
    mask = UNITS.run(student, mixing(rng, batch=5, time=4, hidden=7), rate(rng), rng)[1]
    shape = getattr(mask, "shape", None)
    known = {
        "mask_with_time_axis": shape in ((5, 4, 7), (5, 1, 7), (4, 5, 7)),
        "one_mask_for_batch": shape in ((7,), (1, 7)),
        "one_coin_per_sample": shape in ((5,), (5, 1)),
        "drops_inputs": shape == (5, 3),
        "drops_weights": shape in ((7, 7), (5, 7, 7)),
    }
    expect_that(shape == (5, 7), what="the mask", observed=mask, mistakes=known,
                expected="an array of shape (5, 7), which is (batch, hidden)")  # fmt: skip
    UNITS.expect_mask(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins")
def test_rng(student, rng):
    """The coins come from rng alone."""
    UNITS.expect_rng_alone(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins", "test_evaluation", "test_layout")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    UNITS.expect_small_rate(student, rng, shape=(350, 20))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_evaluation_without_rng", "test_layout")
def test_dtype(student, rng):
    """Where all five arrays are float32, hs is float32, too."""
    net = mixing(rng, dtype=np.float32)
    for training, mode in ((True, "in training"), (False, "at evaluation")):
        hs, _ = members(student.variational_rnn(*net, rate(rng), training, rng))
        expect_precision(hs, unroll(net).astype(np.float32), what=f"hs {mode}")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_evaluation_without_rng", "test_layout")
def test_inputs_unchanged(student, rng):
    """The five arrays are left as they were."""
    UNITS.expect_unchanged(student, rng)


@pytest.mark.points(0.75)
@pytest.mark.needs("test_drop_rate", "test_evaluation_without_rng", "test_layout")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 drops nothing."""
    UNITS.expect_refusals(student, rng)
    net = mixing(rng)
    expect_array(UNITS.run(student, net, 0.0, rng)[0], unroll(net), what="hs at p = 0 in training", rtol=2e-6)
