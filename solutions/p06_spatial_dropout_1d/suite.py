"""The hidden suite of spatial dropout for sequences. Time steps share coins: what is counted are coins."""

import pytest

from dropgrade.checks.dropout import Dropout

DROPOUT = Dropout(
    "spatial_dropout_1d",
    units="features",
    many=(70, 2, 90),
    some=(41, 8, 53),
    few=(21, 7, 31),  # 0.7 of none of its products is whole: no draw keeps exactly the share that is expected
    shared=(1,),
    sharing={"per_element": (), "drops_time_steps": (2,), "drops_whole_samples": (1, 2)},
    names={0: "samples", 2: "features"},
)


@pytest.mark.points(0.5)
def test_drops(student, rng):
    """In training some features are dropped, and others are kept."""
    DROPOUT.expect_some_dropped(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_drop_rate(student, rng):
    """Each feature is dropped with probability p: it becomes exactly zero."""
    DROPOUT.expect_rate(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_scale(student, rng):
    """Survivors are multiplied by 1 / (1 - p)."""
    DROPOUT.expect_factor(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_whole_features(student, rng):
    """A feature of a sample is kept at all time steps, or dropped at all of them."""
    DROPOUT.expect_sharing(student, rng, what="one feature of one sample, over time")


@pytest.mark.points(1)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_own_coins(student, rng):
    """Every feature of every sample has a coin of its own, drawn anew in each call, whatever the values in x are."""
    DROPOUT.expect_own_coins(student, rng)
    DROPOUT.expect_every_entry(student, rng)
    DROPOUT.expect_new_coins(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drops")
def test_mask(student, rng):
    """The mask is (batch, 1, features) and holds 1 where a feature survived, without the factor."""
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


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_whole_features", "test_own_coins")
def test_rng(student, rng):
    """The coins come from rng alone."""
    DROPOUT.expect_rng_alone(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_whole_features", "test_own_coins")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    DROPOUT.expect_small_rate(student, rng, shape=(30, 2, 300))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_whole_features", "test_own_coins")
def test_dtype(student, rng):
    """out has the dtype of x: float32 stays float32."""
    DROPOUT.expect_dtype(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_whole_features", "test_own_coins")
def test_input_unchanged(student, rng):
    """x is left as it was."""
    DROPOUT.expect_unchanged(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_whole_features", "test_own_coins", "test_evaluation")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 does not."""
    DROPOUT.expect_refusals(student, rng)
