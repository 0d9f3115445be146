"""The hidden suite of spatial dropout for sequences. Time steps share coins: what is counted are coins."""

import pytest

from dropgrade.checks import expect_different, probe
from dropgrade.checks.dropout import Dropout, rate
from dropgrade.checks.dropout.training import expect_dropping

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
def test_training(student, rng):
    """In training, some features are dropped and others are kept."""
    expect_dropping(DROPOUT, student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
@pytest.mark.needs("test_training")
def test_drop_rate(student, rng):
    """Each feature is dropped with probability p: it becomes exactly zero."""
    DROPOUT.expect_rate(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
@pytest.mark.needs("test_training")
def test_scale(student, rng):
    """Survivors are multiplied by 1 / (1 - p)."""
    DROPOUT.expect_factor(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
@pytest.mark.needs("test_training")
def test_whole_features(student, rng):
    """A feature of a sample is kept at all time steps, or dropped at all of them."""
    DROPOUT.expect_sharing(student, rng, what="one feature of one sample, over time")


@pytest.mark.points(0.5)
@pytest.mark.essential
@pytest.mark.needs("test_training")
def test_own_coins(student, rng):
    """Every sample and every feature has coins of its own, drawn anew in each call."""
    DROPOUT.expect_own_coins(student, rng)
    x, p = probe(DROPOUT.some, rng), rate(rng)
    first, second = (DROPOUT.train(student, x, rng, p)[0] for _ in range(2))
    expect_different(first, second, what="two calls in a row", mistakes=["frozen_mask"])


@pytest.mark.points(0.5)
@pytest.mark.essential
@pytest.mark.needs("test_training")
def test_every_feature(student, rng):
    """Every feature can be dropped, wherever it lies and whatever its values are."""
    DROPOUT.expect_every_entry(student, rng)


@pytest.mark.points(2.5)
@pytest.mark.needs("test_training")
def test_evaluation(student, rng):
    """Evaluation returns x as it is, and None for the mask; it needs no rng."""
    DROPOUT.expect_evaluation(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_evaluation")
def test_training_by_default(student, rng):
    """Evaluation has to be asked for: a call without `training` drops."""
    DROPOUT.expect_training_by_default(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_training")
def test_mask(student, rng):
    """The mask is (batch, 1, features) and holds 1 where a feature survived, without the factor."""
    DROPOUT.expect_mask(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_training")
def test_rng(student, rng):
    """The coins come from rng alone."""
    DROPOUT.expect_fresh_coins(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_training")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    DROPOUT.expect_small_rate(student, rng, shape=(30, 2, 300))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_training")
def test_dtype(student, rng):
    """out has the dtype of x: float32 stays float32."""
    DROPOUT.expect_dtype(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_training")
def test_input_unchanged(student, rng):
    """x is left as it was."""
    DROPOUT.expect_unchanged(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_training")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 does not."""
    DROPOUT.expect_refusals(student, rng)
