"""The hidden suite of the backward pass of dropout: both functions, each judged on its own."""

import pytest

from dropgrade.checks.dropout import Backward, Dropout

FORWARD = Dropout("dropout_forward", sharing={"one_coin_per_sample": (1,)})
BACKWARD = Backward(FORWARD, "dropout_backward")


@pytest.mark.points(0.25)
def test_drops(student, rng):
    """Forward: in training some entries are dropped, and others are kept."""
    FORWARD.expect_some_dropped(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drops")
def test_drop_rate(student, rng):
    """Forward: each entry is dropped with probability p, be it as small as 0.004: it becomes exactly zero."""
    FORWARD.expect_rate(student, rng)
    FORWARD.expect_small_rate(student, rng, shape=(10, 1000))


@pytest.mark.points(1)
@pytest.mark.needs("test_drops")
def test_scale(student, rng):
    """Forward: survivors are multiplied by 1 / (1 - p)."""
    FORWARD.expect_factor(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drops")
def test_coins(student, rng):
    """Forward: every entry has a coin of its own, new in every call and from rng alone."""
    FORWARD.expect_own_coins(student, rng)
    FORWARD.expect_every_entry(student, rng)
    FORWARD.expect_fresh_coins(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_mask(student, rng):
    """Forward: the mask holds the coins, 1 for an entry that survives, without the factor; also where x is 0."""
    FORWARD.expect_mask(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_evaluation(student, rng):
    """Forward: evaluation returns x as it is, whether it gets an rng or not."""
    FORWARD.expect_evaluation(student, rng, mask=False)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_evaluation")
def test_modes(student, rng):
    """Forward: evaluation returns None for the mask, and a call without `training` is training."""
    FORWARD.expect_no_mask(student, rng)
    FORWARD.expect_training_by_default(student, rng)


@pytest.mark.points(1.25)
@pytest.mark.essential
def test_gradient_zeros(student, rng):
    """Backward: the gradient is zero exactly where the mask is."""
    BACKWARD.expect_zeros(student, rng)


@pytest.mark.points(1)
@pytest.mark.essential
def test_gradient_factor(student, rng):
    """Backward: where the gradient flows, it is dout times 1 / (1 - p)."""
    BACKWARD.expect_factor(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_gradient_zeros", "test_evaluation")
def test_gradient_at_evaluation(student, rng):
    """Backward: where the mask is None, as after an evaluation, the gradient passes unchanged."""
    BACKWARD.expect_evaluation(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_coins", "test_gradient_factor", "test_gradient_at_evaluation")
def test_kinds_of_mask(student, rng):
    """Backward: masks of bools, floats and integers give the same dx, in the dtype of dout."""
    BACKWARD.expect_kinds_of_mask(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_coins", "test_gradient_factor", "test_gradient_at_evaluation")
def test_shapes_and_dtypes(student, rng):
    """Both: any number of dimensions works, and float32 stays float32."""
    FORWARD.expect_dimensions(student, rng)
    FORWARD.expect_dtype(student, rng)
    BACKWARD.expect_dimensions(student, rng)
    BACKWARD.expect_dtype(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_coins", "test_gradient_factor", "test_gradient_at_evaluation")
def test_inputs_unchanged(student, rng):
    """Both: x, dout and mask are left as they were."""
    FORWARD.expect_unchanged(student, rng)
    BACKWARD.expect_unchanged(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_coins", "test_gradient_factor", "test_gradient_at_evaluation")
def test_refuses_bad_p(student, rng):
    """Both: p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 does not."""
    FORWARD.expect_refusals(student, rng)
    BACKWARD.expect_refusals(student, rng)
