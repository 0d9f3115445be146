"""The hidden suite of the dropout layer. For the vocabulary each call is a pass through a new layer."""

import pytest

from dropgrade.checks.dropout import Dropout
from dropgrade.checks.dropout_layers import DropoutLayers

LAYERS = DropoutLayers("DropoutLayer")
PASSES = Dropout("DropoutLayer", view=LAYERS.view, sharing={"one_coin_per_sample": (1,)})


@pytest.mark.points(0.25)
def test_drops(student, rng):
    """In training some entries are dropped, and others are kept."""
    PASSES.expect_some_dropped(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_drop_rate(student, rng):
    """In training, each entry is dropped with probability p: it becomes exactly zero."""
    PASSES.expect_rate(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_scale(student, rng):
    """In training, survivors are multiplied by 1 / (1 - p)."""
    PASSES.expect_factor(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_own_coins(student, rng):
    """Every entry has a coin of its own, drawn anew in each forward pass, whatever the values in x are."""
    PASSES.expect_coins_of_their_own(student, rng)
    LAYERS.expect_new_coins(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drops")
def test_evaluation(student, rng):
    """After eval(), forward returns x as it is."""
    PASSES.expect_evaluation(student, rng, mask=False)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_modes(student, rng):
    """A new layer is in training mode; eval() switches dropping off, and train() on again."""
    LAYERS.expect_modes(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_gradient_zeros(student, rng):
    """The gradient is zero exactly where the last forward pass dropped."""
    LAYERS.expect_gradient_zeros(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.needs("test_gradient_zeros")
@pytest.mark.essential
def test_gradient_factor(student, rng):
    """Where the gradient flows it is multiplied by 1 / (1 - p)."""
    LAYERS.expect_gradient_factor(student, rng)


@pytest.mark.points(1.5)
@pytest.mark.needs("test_gradient_zeros", "test_evaluation")
def test_gradient_after_evaluation(student, rng):
    """After a forward pass at evaluation, backward returns dout as it is."""
    LAYERS.expect_gradient_after_evaluation(student, rng)


@pytest.mark.points(1.5)
@pytest.mark.needs("test_gradient_zeros", "test_evaluation")
def test_last_forward_decides(student, rng):
    """The last forward decides: switching the mode since changes nothing, and backward may be called twice."""
    LAYERS.expect_last_forward_decides(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins")
def test_layers_apart(student, rng):
    """Layers share nothing, and with rng=None each makes a generator of its own."""
    LAYERS.expect_apart(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins")
def test_rng(student, rng):
    """The coins come from the layer's rng alone."""
    PASSES.expect_rng_alone(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins")
def test_form(student, rng):
    """forward returns out alone; x may have any number of dimensions, and another shape at every call."""
    PASSES.expect_dimensions(student, rng)
    LAYERS.expect_form(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins")
def test_dtypes(student, rng):
    """out has the dtype of x, and dx that of dout: float32 stays float32."""
    LAYERS.expect_dtypes(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins")
def test_inputs_unchanged(student, rng):
    """x and dout are left as they were."""
    LAYERS.expect_unchanged(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins")
def test_p(student, rng):
    """The constructor takes p in [0, 1) as it is, 0.5 where none is given; any other p raises ValueError."""
    LAYERS.expect_rates(student, rng)
    PASSES.expect_small_rate(student, rng)
