"""The hidden suite of standard dropout."""

import pytest

from dropgrade.checks.dropout import KEEP, ONE, Dropout

DROPOUT = Dropout(
    "standard_dropout",
    factor=ONE,
    evaluation=KEEP,
    positional=True,
    sharing={"one_coin_per_sample": (1,)},
)


@pytest.mark.points(0.5)
def test_drops(student, rng):
    """In training some entries are dropped, and others are kept."""
    DROPOUT.expect_some_dropped(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_drop_rate(student, rng):
    """In training each entry is dropped with probability p: it becomes exactly zero."""
    DROPOUT.expect_rate(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_survivors(student, rng):
    """Survivors keep their value in training: there is no factor."""
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
    """Every training call draws new coins."""
    DROPOUT.expect_new_coins(student, rng)


@pytest.mark.points(1.5)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_evaluation(student, rng):
    """Evaluation multiplies every entry by 1 - p and drops nothing, whether it gets an rng or not."""
    DROPOUT.expect_evaluation(student, rng, mask=False)


@pytest.mark.points(1)
@pytest.mark.needs("test_drops")
def test_mask(student, rng):
    """Training returns a pair, whose mask holds 1 where an entry survived and 0 elsewhere."""
    DROPOUT.expect_mask(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_evaluation")
def test_no_mask_at_evaluation(student, rng):
    """Evaluation returns a pair, too, with None for the mask."""
    DROPOUT.expect_no_mask(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_survivors", "test_own_coins", "test_new_coins")
def test_rng(student, rng):
    """The coins come from rng alone."""
    DROPOUT.expect_rng_alone(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_survivors", "test_own_coins", "test_new_coins")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    DROPOUT.expect_small_rate(student, rng, shape=(10, 1000))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_survivors", "test_own_coins", "test_new_coins")
def test_any_shape(student, rng):
    """x may have any number of dimensions."""
    DROPOUT.expect_dimensions(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_survivors", "test_own_coins", "test_new_coins", "test_evaluation")
def test_dtype(student, rng):
    """The output has the dtype of x, in training and at evaluation: float32 stays float32."""
    DROPOUT.expect_dtype(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_survivors", "test_own_coins", "test_new_coins", "test_evaluation")
def test_input_unchanged(student, rng):
    """x is left as it was, in both modes."""
    DROPOUT.expect_unchanged(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_survivors", "test_own_coins", "test_new_coins", "test_evaluation")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 does not."""
    DROPOUT.expect_refusals(student, rng)
