"""The hidden suite of inverted dropout."""

import pytest

from dropgrade.checks.dropout import Dropout

DROPOUT = Dropout("inverted_dropout", sharing={"one_coin_per_sample": (1,)})


@pytest.mark.points(0.5)
def test_drops(student, rng):
    """In training some entries are dropped, and others are kept."""
    DROPOUT.expect_some_dropped(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_drop_rate(student, rng):
    """Each entry is dropped with probability p: it becomes exactly zero."""
    DROPOUT.expect_rate(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_scale(student, rng):
    """Survivors are multiplied by 1 / (1 - p)."""
    DROPOUT.expect_factor(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_own_coins(student, rng):
    """Every entry has a coin of its own, independent of all others and of the values in x."""
    DROPOUT.expect_own_coins(student, rng)
    DROPOUT.expect_every_entry(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_new_coins(student, rng):
    """Every call draws new coins."""
    DROPOUT.expect_new_coins(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drops")
def test_mask(student, rng):
    """The mask holds 1 where an entry survived and 0 elsewhere, without the factor."""
    DROPOUT.expect_mask(student, rng)


@pytest.mark.points(1.5)
@pytest.mark.needs("test_drops")
def test_evaluation(student, rng):
    """Evaluation returns x as it is, whether it gets an rng or not."""
    DROPOUT.expect_evaluation(student, rng, mask=False)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_evaluation")
def test_no_mask_at_evaluation(student, rng):
    """Evaluation returns a pair, too, with None for the mask."""
    DROPOUT.expect_no_mask(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_evaluation")
def test_default_mode(student, rng):
    """A call without `training` is training."""
    DROPOUT.expect_training_by_default(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins", "test_new_coins")
def test_rng(student, rng):
    """The coins come from rng alone."""
    DROPOUT.expect_rng_alone(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins", "test_new_coins")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    DROPOUT.expect_small_rate(student, rng, shape=(10, 1000))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins", "test_new_coins")
def test_shape_and_dtype(student, rng):
    """x may have any number of dimensions, and the output has its dtype: float32 stays float32."""
    DROPOUT.expect_dimensions(student, rng)
    DROPOUT.expect_dtype(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins", "test_new_coins")
def test_input_unchanged(student, rng):
    """x is left as it was."""
    DROPOUT.expect_unchanged(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins", "test_new_coins", "test_evaluation")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 does not."""
    DROPOUT.expect_refusals(student, rng)
