"""The hidden suite of DropConnect."""

import numpy as np
import pytest

from dropgrade.checks import probe
from dropgrade.checks.behaviour import changed_by, expect_none_changed
from dropgrade.checks.dropout import Dropout, parts, rate
from dropgrade.checks.dropout.evaluated import expect_evaluated
from dropgrade.checks.dropout.function import expect_order
from dropgrade.checks.several import expect_all
from dropgrade.checks.visible.connection_gradients import ConnectionGradients
from dropgrade.checks.visible.connections import Connections
from dropgrade.checks.visible.members import expect_no_mask

WEIGHTS = Connections(lambda student, *given: student.dropconnect_forward(*given))
DROPOUT = Dropout(
    "dropconnect_forward",
    units="weights",
    sharing={"one_coin_per_input": (1,), "one_coin_per_output": (0,)},
    names={0: "inputs", 1: "outputs"},
    view=WEIGHTS.view,
)
GRADIENTS = ConnectionGradients("dropconnect_backward")


def layer(rng):
    """A batch of 3, weights from 4 inputs to 5 outputs, and a bias."""
    return tuple(probe(shape, rng) for shape in ((3, 4), (4, 5), (5,)))


@pytest.mark.points(0.5)
def test_evaluation(student, rng):
    """Forward: at evaluation y = x @ w + b, with an rng or without one."""
    DROPOUT.expect_evaluation(student, rng, mask=False)
    (x, w, b), p = layer(rng), rate(rng)
    result = student.dropconnect_forward(x, w, b, p, False, None)
    expect_evaluated(
        lambda: parts(result)[0],
        x @ w + b,
        p,
        what="y at evaluation",
        scaled=lambda factor: [(x @ w + b) * factor],
        mistakes={"forgets_bias": x @ w},
    )
    if not isinstance(result, np.ndarray):
        expect_order(result)


@pytest.mark.points(0.25)
@pytest.mark.essential
def test_drop_rate(student, rng):
    """Forward: each weight is dropped with probability p: it counts for nothing."""
    DROPOUT.expect_rate(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
def test_scale(student, rng):
    """Forward: surviving weights are multiplied by 1 / (1 - p)."""
    DROPOUT.expect_factor(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_single_weights(student, rng):
    """Forward: every single weight has a coin of its own, new in each call, and all samples share it."""
    WEIGHTS.expect_one_mask_for_samples(student, probe(DROPOUT.few, rng), rng, rate(rng))
    DROPOUT.expect_own_coins(student, rng)
    DROPOUT.expect_every_entry(student, rng)
    DROPOUT.expect_new_coins(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_evaluation")
def test_bias(student, rng):
    """Forward: in training, the bias is neither dropped nor scaled."""
    WEIGHTS.expect_bias(student, rng, rate(rng))


@pytest.mark.points(1)
@pytest.mark.needs("test_single_weights")
def test_mask(student, rng):
    """Forward: the mask has the shape of w, and 1 where a weight survived, without the factor; None at evaluation."""
    w, p = probe(DROPOUT.some, rng), rate(rng)
    WEIGHTS.expect_no_weights_for_mask(student, w, rng, p)
    DROPOUT.expect_mask(student, rng)
    expect_no_mask(WEIGHTS.raw(student, w, rng, p, training=False), "y")


@pytest.mark.points(1)
@pytest.mark.needs("test_single_weights", "test_evaluation")
def test_rng(student, rng):
    """Forward: the coins come from rng alone."""
    DROPOUT.expect_rng_alone(student, rng)


@pytest.mark.points(1.5)
def test_dx(student, rng):
    """Backward: dx goes through the weights that were kept, with the factor."""
    GRADIENTS.expect_gradient(student, rng, "dx")


@pytest.mark.points(1.5)
def test_dw(student, rng):
    """Backward: dw is zero for dropped weights, and has the factor for the others."""
    GRADIENTS.expect_gradient(student, rng, "dw")


@pytest.mark.points(0.5)
def test_db(student, rng):
    """Backward: db is the sum of dy over the batch, after an evaluation too."""
    GRADIENTS.expect_bias_gradient(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_dx", "test_dw", "test_db")
def test_kinds_of_mask(student, rng):
    """Backward: bool, float and int masks give the same, and None means an evaluation."""
    GRADIENTS.expect_kinds_of_mask(student, rng)
    GRADIENTS.expect_evaluation(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_single_weights", "test_evaluation", "test_bias", "test_dx", "test_dw")
def test_dtype(student, rng):
    """Both: float32 stays float32."""
    expect_all(lambda: DROPOUT.expect_dtype(student, rng, np.float32), lambda: GRADIENTS.expect_dtype(student, rng))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_single_weights", "test_evaluation")
def test_inputs_unchanged(student, rng):
    """Both: what was given is left as it was, w above all."""
    changed = GRADIENTS.changed(student, rng)
    for training in (True, False):
        student.dropconnect_forward(*layer(rng), rate(rng), training, rng)
        changed += changed_by(student, "x", "w", "b")
    expect_none_changed(changed, {"changes_weights": ["w"], "changes_input": ["x", "b", "dy", "mask"]})


@pytest.mark.points(0.5)
@pytest.mark.needs("test_single_weights", "test_evaluation", "test_dx", "test_dw")
def test_rates(student, rng):
    """Both: p outside [0, 1) raises ValueError, p = 0 does not; p = 0.004 is not rounded away."""
    DROPOUT.expect_refusals(student, rng)
    GRADIENTS.expect_refusals(student, rng)
    DROPOUT.expect_small_rate(student, rng, shape=(80, 100))
