"""The hidden suite of inverted dropout."""

import pytest

from dropgrade.checks.dropout import Dropout

DROPOUT = Dropout("inverted_dropout", sharing={"one_coin_per_sample": (1,)})


@pytest.mark.points(2)
@pytest.mark.essential
def test_drop_rate(student, rng):
    """Each entry is dropped with probability p: it becomes exactly zero."""
    DROPOUT.expect_rate(student, rng)


@pytest.mark.points(2)
@pytest.mark.needs("test_drop_rate")
@pytest.mark.essential
def test_scale(student, rng):
    """Survivors are multiplied by 1 / (1 - p)."""
    DROPOUT.expect_factor(student, rng)


@pytest.mark.points(1.5)
@pytest.mark.needs("test_drop_rate")
def test_evaluation(student, rng):
    """Evaluation returns x as it is, and None for the mask, with an rng or without one."""
    DROPOUT.expect_evaluation(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.needs("test_drop_rate")
def test_default_mode(student, rng):
    """A call without `training` is training."""
    DROPOUT.expect_training_by_default(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_mask(student, rng):
    """The mask holds 1 where an entry survived and 0 elsewhere, without the factor."""
    DROPOUT.expect_mask(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_own_coins(student, rng):
    """Every entry has a coin of its own, drawn independently of all others."""
    DROPOUT.expect_own_coins(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_every_entry(student, rng):
    """Wherever it is and whatever its value, an entry is dropped with the same probability."""
    DROPOUT.expect_every_entry(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_fresh_coins(student, rng):
    """Every call draws new coins, and draws them from rng alone."""
    DROPOUT.expect_fresh_coins(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.needs("test_drop_rate")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    DROPOUT.expect_small_rate(student, rng, shape=(250, 200))


@pytest.mark.points(0.25)
@pytest.mark.needs("test_drop_rate")
def test_dimensions(student, rng):
    """x may have any number of dimensions."""
    DROPOUT.expect_dimensions(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.needs("test_drop_rate")
def test_dtype(student, rng):
    """The output has the dtype of x: float32 stays float32."""
    DROPOUT.expect_dtype(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.needs("test_drop_rate")
def test_input_unchanged(student, rng):
    """x is left as it was."""
    DROPOUT.expect_unchanged(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.needs("test_drop_rate")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 does not."""
    DROPOUT.expect_refusals(student, rng)
