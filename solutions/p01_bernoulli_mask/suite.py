"""The hidden suite of Bernoulli masks and naive dropout."""

import numpy as np
import pytest

from dropgrade.checks import expect_that
from dropgrade.checks.dropout import ONE, Dropout, rates
from dropgrade.checks.visible.members import expect_alone


def what_a_mask_leaves(student, x, rng, p, training):
    """What is left of x where a mask is multiplied with it."""
    mask = student.bernoulli_mask(x.shape, p, rng)
    expect_that(
        isinstance(mask, np.ndarray) and mask.shape == x.shape and mask.dtype.kind in "biuf",
        what=f"the mask for the shape {x.shape}",
        observed=mask,
        expected=f"an array of shape {x.shape} that holds 0 and 1",
    )
    return x * mask, mask


SHARING = {"one_coin_per_sample": (1,)}
MASK = Dropout("bernoulli_mask", factor=ONE, view=what_a_mask_leaves, sharing=SHARING)
NAIVE = Dropout("naive_dropout", factor=ONE, returns_pair=False, positional=True, sharing=SHARING)


@pytest.mark.points(1.5)
@pytest.mark.essential
def test_mask_rate(student, rng):
    """Each entry of the mask is 0 with probability p, and 1 with probability 1 - p."""
    MASK.expect_mask_values(student, rng)
    p, x = rates(rng)[1], np.ones((60, 70))
    share, left = ((what(student, x, rng, p)[0] != 0).mean() for what in (MASK.train, NAIVE.train))
    expect_that(
        abs(share - p) > 0.1 or abs(left - (1 - p)) > 0.1,
        what=f"the share of ones in the mask at p = {p}",
        observed=f"{share:.4g}, although naive_dropout keeps a share of {left:.4g}",
        expected=f"about {1 - p:.4g}: a 1 marks an entry that is kept",
        mistakes=["mask_of_dropped"],
    )
    MASK.expect_rate(student, rng)


@pytest.mark.points(1.5)
@pytest.mark.essential
def test_mask_coins(student, rng):
    """Every entry of the mask has a coin of its own, drawn independently of all others and anew in every call."""
    MASK.expect_coins_of_their_own(student, rng)


@pytest.mark.points(0.25)
def test_naive_drops(student, rng):
    """In training naive_dropout drops some entries, and keeps others."""
    NAIVE.expect_some_dropped(student, rng)


@pytest.mark.points(0.75)
@pytest.mark.needs("test_naive_drops")
@pytest.mark.essential
def test_naive_rate(student, rng):
    """In training naive_dropout drops each entry with probability p: it becomes exactly zero."""
    NAIVE.expect_rate(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_naive_drops")
@pytest.mark.essential
def test_naive_scales_nothing(student, rng):
    """Survivors keep their value in training: nothing is scaled."""
    NAIVE.expect_factor(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_naive_drops")
@pytest.mark.essential
def test_naive_coins(student, rng):
    """In naive_dropout, too, every entry has its own coin, and every call draws new ones."""
    NAIVE.expect_coins_of_their_own(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_naive_drops")
def test_evaluation(student, rng):
    """Evaluation returns x as it is, whether it gets an rng or not."""
    NAIVE.expect_evaluation(student, rng, mask=False)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_naive_drops", "test_evaluation")
def test_returns_out_alone(student, rng):
    """naive_dropout returns one array, not a pair, in both modes."""
    x, p = NAIVE.small(rng), rates(rng)[0]
    for training, mode in ((True, "training"), (False, "evaluation")):
        expect_alone(student.naive_dropout(x, p, training, rng), what=f"what {mode} returns")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mask_rate", "test_mask_coins", "test_naive_rate")
def test_rng(student, rng):
    """Both functions draw from rng alone."""
    MASK.expect_rng_alone(student, rng)
    NAIVE.expect_rng_alone(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mask_rate", "test_mask_coins", "test_naive_scales_nothing")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    MASK.expect_small_rate(student, rng, shape=(10, 1000))
    NAIVE.expect_small_rate(student, rng, shape=(10, 1000))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mask_rate", "test_mask_coins", "test_naive_scales_nothing")
def test_any_shape(student, rng):
    """Any shape works, from one dimension to five."""
    MASK.expect_dimensions(student, rng)
    NAIVE.expect_dimensions(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mask_rate", "test_mask_coins", "test_naive_scales_nothing", "test_evaluation")
def test_dtype(student, rng):
    """The output has the dtype of x, in training and at evaluation: float32 stays float32."""
    NAIVE.expect_dtype(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mask_rate", "test_mask_coins", "test_naive_scales_nothing", "test_evaluation")
def test_input_unchanged(student, rng):
    """x is left as it was."""
    NAIVE.expect_unchanged(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mask_rate", "test_mask_coins", "test_naive_scales_nothing", "test_evaluation")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError in both functions and both modes; p = 0 does not."""
    MASK.expect_refusals(student, rng, modes=(True,))
    NAIVE.expect_refusals(student, rng)
