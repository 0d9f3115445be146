"""The hidden suite of spatial dropout for images. Pixels share coins: what is counted are coins."""

import pytest

from dropgrade.checks.dropout import Dropout, OwnMasksBackward
from dropgrade.checks.several import expect_all

DROPOUT = Dropout(
    "spatial_dropout_2d",
    units="maps",
    many=(70, 90, 2, 2),
    some=(41, 53, 2, 5),
    few=(21, 31, 3, 7),  # 0.7 of none of its products is whole: no draw keeps exactly the share that is expected
    shared=(2, 3),
    sharing={
        "per_element": (),
        "drops_pixels": (1,),
        "drops_columns": (2,),
        "drops_rows": (3,),
        "channels_last": (1, 2),
        "drops_whole_samples": (1, 2, 3),
    },
    names={0: "samples", 1: "channels"},
)
BACKWARD = OwnMasksBackward(DROPOUT, "spatial_dropout_2d_backward")


@pytest.mark.points(0.5)
def test_drops(student, rng):
    """In training some maps are dropped, and others are kept."""
    DROPOUT.expect_some_dropped(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_drop_rate(student, rng):
    """Each map is dropped with probability p: it becomes exactly zero."""
    DROPOUT.expect_rate(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_scale(student, rng):
    """Survivors are multiplied by 1 / (1 - p)."""
    DROPOUT.expect_factor(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_whole_maps(student, rng):
    """All pixels of a map are kept, or all of them are dropped."""
    DROPOUT.expect_sharing(student, rng, what="the pixels of one map")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_own_coins(student, rng):
    """Every channel of every sample has a coin of its own, drawn anew in each call, whatever the values in x are."""
    DROPOUT.expect_coins_of_their_own(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_mask(student, rng):
    """The mask is (N, C, 1, 1) and holds 1 where a map survived, without the factor."""
    DROPOUT.expect_mask(student, rng)


@pytest.mark.points(1)
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
@pytest.mark.essential
def test_backward_zeros(student, rng):
    """The gradient is zero where a map was dropped, and nowhere else."""
    BACKWARD.expect_zeros(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.needs("test_backward_zeros")
@pytest.mark.essential
def test_backward_scale(student, rng):
    """Where the gradient flows it is multiplied by 1 / (1 - p)."""
    BACKWARD.expect_factor(student, rng)


@pytest.mark.points(2)
@pytest.mark.needs("test_backward_zeros")
def test_backward_evaluation(student, rng):
    """With None for the mask, as after an evaluation, the gradient passes unchanged."""
    BACKWARD.expect_evaluation(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_whole_maps", "test_own_coins")
def test_rng(student, rng):
    """The coins come from rng alone."""
    DROPOUT.expect_rng_alone(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_whole_maps", "test_own_coins")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    DROPOUT.expect_small_rate(student, rng, shape=(30, 300, 1, 2))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_whole_maps", "test_own_coins")
@pytest.mark.needs("test_evaluation", "test_backward_evaluation")
def test_dtype(student, rng):
    """out has the dtype of x, and dx that of dout: float32 stays float32."""
    expect_all(lambda: DROPOUT.expect_dtype(student, rng), lambda: BACKWARD.expect_dtype(student, rng))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_whole_maps", "test_own_coins")
@pytest.mark.needs("test_evaluation", "test_backward_evaluation")
def test_inputs_unchanged(student, rng):
    """x and dout are left as they were."""
    expect_all(lambda: DROPOUT.expect_unchanged(student, rng), lambda: BACKWARD.expect_unchanged(student, rng))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_whole_maps", "test_own_coins", "test_evaluation")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 is fine, forward and backward."""
    expect_all(lambda: DROPOUT.expect_refusals(student, rng), lambda: BACKWARD.expect_zero_rate(student, rng))
