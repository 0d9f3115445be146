"""The hidden suite of DropConnect."""

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    constant_axes,
    expect_array,
    expect_like,
    expect_pair,
    expect_returns,
    expect_that,
    probe,
)
from dropgrade.checks.dropout import Dropout, parts, rate
from dropgrade.checks.dropout.function import expect_order
from dropgrade.checks.readings import choices, expect_explained, expect_explained_by_sums
from dropgrade.checks.refusals import expect_p_refused
from dropgrade.checks.visible.connections import Connections
from dropgrade.checks.visible.members import expect_no_mask

SMALL = (3, 4, 5)  # batch, inputs, outputs
MASKS = (np.bool_, np.float64, np.float32, np.int64)
GRADIENTS = ("dx", "dw", "db")


# The forward pass.

WEIGHTS = Connections(lambda student, *given: student.dropconnect_forward(*given))
DROPOUT = Dropout(
    "dropconnect_forward",
    units="weights",
    sharing={"one_coin_per_input": (1,)},
    names={0: "inputs", 1: "outputs"},
    view=WEIGHTS.view,
)


def layer(rng, dtype=np.float64):
    """A batch, weights and a bias."""
    return tuple(probe(shape, rng, dtype) for shape in (SMALL[:2], SMALL[1:], SMALL[2:]))


@pytest.mark.points(0.5)
def test_evaluation(student, rng):
    """Forward: at evaluation y = x @ w + b, with an rng or without one."""
    DROPOUT.expect_evaluation(student, rng, mask=False)
    (x, w, b), p = layer(rng), rate(rng)
    result = student.dropconnect_forward(x, w, b, p, False, None)
    factors = {"": 1, "scales_at_evaluation": 1 - p, "divides_at_evaluation": 1 / (1 - p), "evaluation_times_p": p}
    biases = {"": b, "forgets_bias": 0 * b}
    readings = ((names, (x @ w + bias) * factor) for names, (factor, bias) in choices(factors, biases))
    expect_explained(parts(result)[0], x @ w + b, lambda: readings, what="y at evaluation")
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
    w, b, p = probe((6, 50), rng), probe((50,), rng), rate(rng)
    result = student.dropconnect_forward(np.zeros((40, 6)), w, b, p, True, rng)
    y, _ = parts(result)
    is_like = isinstance(y, np.ndarray) and y.shape == (40, 50) and y.dtype.kind == "f"
    masked = is_like and bool((y == y[0]).all() and 0 in y[0] and y.any())
    names = {
        "masks_bias": masked,
        "scales_bias": np.tile(b, (40, 1)) / (1 - p),
        "forgets_bias": is_like and not y.any(),
    }
    expect_array(y, np.tile(b, (40, 1)), what="y where x is zero", mistakes=names)
    if not isinstance(result, np.ndarray):
        expect_order(result)


@pytest.mark.points(1)
@pytest.mark.needs("test_single_weights")
def test_mask(student, rng):
    """Forward: the mask has the shape of w, and 1 where a weight survived, without the factor; None at evaluation."""
    w, p = probe(DROPOUT.some, rng), rate(rng)
    result = WEIGHTS.raw(student, w, rng, p, training=True)
    expect_order(result)
    y, mask = parts(result)
    if isinstance(mask, np.ndarray) and mask.shape == w.shape and isinstance(y, np.ndarray):
        weights = [w * (mask != 0), y[: len(w)]]
        expect_that(
            not any(weight.shape == w.shape and np.allclose(mask, weight) for weight in weights),
            what="the values in the mask",
            observed="those of the weights",
            expected="0 and 1",
            mistakes=["returns_weights"],
        )
    DROPOUT.expect_mask(student, rng)
    expect_no_mask(WEIGHTS.raw(student, w, rng, p, training=False), "y")


@pytest.mark.points(1)
@pytest.mark.needs("test_single_weights", "test_evaluation")
def test_rng(student, rng):
    """Forward: the coins come from rng alone."""
    DROPOUT.expect_rng_alone(student, rng)


# The backward pass, with a mask of the suite's own.


class Backward:
    """What a backward call is given, and what mistakes would make of it."""

    def __init__(self, student, rng, dtype=np.float64):
        n, inputs, outputs = (7, 11, 13) if dtype is np.float64 else SMALL
        self.call, self.p = student.dropconnect_backward, rate(rng)
        self.dy, self.x, self.w = (probe(s, rng, dtype) for s in ((n, outputs), (n, inputs), (inputs, outputs)))
        self.dy *= np.where(rng.random(self.dy.shape) < 0.4, -1, 1)
        self.mask = rng.random(self.w.shape) >= self.p
        self.mask[0, 0], self.mask[0, 1] = True, False

    def gradients(self, mask=None):
        """One backward call: dx, dw and db as they came."""
        return expect_pair(self.call(self.dy, self.x, self.w, self.mask if mask is None else mask, self.p), GRADIENTS,
                           what="what the backward call gives")  # fmt: skip

    def dx(self, factors):
        """The gradient with respect to x, where the weights were multiplied by these factors."""
        return self.dy @ (self.w * factors).T

    def dw(self, factors):
        """The gradient with respect to w, likewise."""
        return self.x.T @ self.dy * factors

    def readings(self, side):
        """What mistakes in dx or dw, alone or in pairs, would give."""
        p = self.p
        masks = {"": self.mask, f"{side}_without_mask": np.ones(self.w.shape), f"{side}_of_dropped": ~self.mask}
        factors = {"": 1 / (1 - p), f"{side}_not_scaled": 1, f"{side}_divided_by_p": 1 / p,
                   "gradient_scaled_twice": 1 / (1 - p) ** 2, "gradient_times_keep": 1 - p}  # fmt: skip
        others = (
            {"": 1} if side == "dx" else {"": 1, "averages_over_batch": 1 / len(self.x), "dw_times_weights": self.w}
        )
        for names, (mask, factor, other) in choices(masks, factors, others):
            yield names, getattr(self, side)(mask * factor) * other
            if names == {f"{side}_without_mask"}:
                yield names, getattr(self, side)(mask)
        for order in ((1, 0, 2), (1, 2, 0), (2, 1, 0), (2, 0, 1), (0, 2, 1)):
            right = self.dx(self.mask / (1 - p)), self.dw(self.mask / (1 - p)), self.dy.sum(axis=0)
            yield frozenset({"gradients_in_other_order"}), right[order[GRADIENTS.index(side)]]


@pytest.mark.points(1.5)
def test_dx(student, rng):
    """Backward: dx goes through the weights that were kept, with the factor."""
    backward = Backward(student, rng)
    dx, _, _ = backward.gradients()
    right = backward.dx(backward.mask / (1 - backward.p))
    expect_explained_by_sums(dx, right, lambda: backward.readings("dx"), what="dx")


@pytest.mark.points(1.5)
def test_dw(student, rng):
    """Backward: dw is zero for dropped weights, and has the factor for the others."""
    backward = Backward(student, rng)
    _, dw, _ = backward.gradients()
    right = backward.dw(backward.mask / (1 - backward.p))
    expect_explained_by_sums(dw, right, lambda: backward.readings("dw"), what="dw")


@pytest.mark.points(0.5)
def test_db(student, rng):
    """Backward: db is the sum of dy over the batch, after an evaluation too."""
    backward = Backward(student, rng)
    dy, p = backward.dy, backward.p
    right = dy.sum(axis=0)
    readings = {
        "averages_bias_gradient": [dy.mean(axis=0)],
        "keeps_batch_axis": [right[None]],
        "no_sum_over_batch": [dy],
        "scales_bias_gradient": [right / (1 - p)],
        "sums_over_outputs": [dy.sum(axis=1), dy.sum()],
        "gradients_in_other_order": [gradient(backward.mask / (1 - p)) for gradient in (backward.dx, backward.dw)],
    }
    given = [(frozenset({name}), value) for name, values in readings.items() for value in values]
    expect_explained_by_sums(backward.gradients()[2], right, lambda: given, what="db")
    evaluated = attempt(backward.call, dy, backward.x, backward.w, None, p)
    if isinstance(evaluated, tuple | list) and len(evaluated) == len(GRADIENTS) and evaluated[2] is not None:
        expect_explained(evaluated[2], right, lambda: given, what="db where the mask is None")


@pytest.mark.points(1)
@pytest.mark.needs("test_dx", "test_dw", "test_db")
def test_kinds_of_mask(student, rng):
    """Backward: bool, float and int masks give the same, and None means an evaluation."""
    backward = Backward(student, rng)
    usual = backward.gradients()
    for name, value, like in zip(GRADIENTS, usual, (backward.x, backward.w, backward.w[0]), strict=True):
        expect_like(value, like, what=name)
    for kind in MASKS:
        got = attempt(backward.gradients, backward.mask.astype(kind))
        same = got is not None and all(agrees(a, b) for a, b in zip(got, usual, strict=True))
        expect_that(same, what="backward with masks of several dtypes", observed="an exception, or other gradients",
                    expected=f"the same gradients with each, also with {np.dtype(kind)}",
                    mistakes=[] if student.last.changed else ["one_kind_of_mask"])  # fmt: skip
    what, given = "backward with None for the mask", (backward.dy, backward.x, backward.w, None, backward.p)
    got = expect_returns(backward.call, *given, what=what, mistakes=["gradient_needs_mask"])
    got = expect_pair(got, GRADIENTS, what="what the backward call gives where the mask is None")
    for name, value, one in zip(GRADIENTS, got, (backward.dx, backward.dw), strict=False):
        nothing = value is None or (isinstance(value, np.ndarray) and not value.any())
        expect_that(not nothing, what=f"{name} where the mask is None", observed="nothing, or 0 alone",
                    expected="a gradient", mistakes=["no_gradient_at_evaluation"])  # fmt: skip
        scaled = {"gradient_scaled_at_evaluation": one(1 / (1 - backward.p))}
        expect_array(value, one(1), what=f"{name} where the mask is None", mistakes=scaled)


def agrees(value, expected):
    """Whether two gradients are the same."""
    both = isinstance(value, np.ndarray) and isinstance(expected, np.ndarray)
    return both and value.shape == expected.shape and np.allclose(value, expected, rtol=1e-6)


# Both.


def both_passes(student, rng):
    """Every array of float32 that comes back, by what it is, with an array that it should be like; and what changed."""
    backward, p = Backward(student, rng, np.float32), rate(rng)
    b, results, changed = probe(SMALL[2:], rng, np.float32), {}, set()
    for training, mode in ((True, "in training"), (False, "at evaluation")):
        result = student.dropconnect_forward(backward.x, backward.w, b, p, training, rng)
        changed |= {"xwb"[int(place)] for place in student.last.changed}
        results[f"y {mode}"] = parts(result)[0], np.empty((SMALL[0], SMALL[2]), np.float32)
    for kind in MASKS:
        got = attempt(backward.gradients, backward.mask.astype(kind))
        changed |= {("dy", "x", "w", "mask")[int(place)] for place in student.last.changed}
        named = zip(GRADIENTS, got or (), (backward.x, backward.w, b), strict=False)
        results |= {f"{name} with a mask of dtype {np.dtype(kind)}": (value, like) for name, value, like in named}
    return results, changed


@pytest.mark.points(0.5)
@pytest.mark.needs("test_single_weights", "test_evaluation", "test_bias", "test_dx", "test_dw")
def test_dtype(student, rng):
    """Both: float32 stays float32."""
    for name, (value, like) in both_passes(student, rng)[0].items():
        double = [("gradient_float64", "float64_out")[name[0] == "y"]]
        doubled = isinstance(value, np.ndarray) and value.dtype == np.float64
        expect_like(value, like, what=name, dtype_mistakes=double if doubled else [])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_single_weights", "test_evaluation")
def test_inputs_unchanged(student, rng):
    """Both: what was given is left as it was, w above all."""
    _, changed = both_passes(student, rng)
    others = sorted(changed - {"w"})
    expect_that(
        not changed,
        what="the arrays that were given",
        observed=f"{' and '.join(sorted(changed))} changed in place",
        expected="as they were",
        mistakes={"changes_weights": "w" in changed, "changes_input": bool(others)},
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_single_weights", "test_evaluation", "test_dx", "test_dw")
def test_rates(student, rng):
    """Both: p outside [0, 1) raises ValueError, p = 0 does not; p = 0.004 is not rounded away."""
    DROPOUT.expect_refusals(student, rng)
    backward = Backward(student, rng)
    backward.gradients()
    given = backward.dy, backward.x, backward.w, backward.mask
    expect_p_refused(lambda p, _: backward.call(*given, p), rng, (True,), what="dropconnect_backward")
    DROPOUT.expect_small_rate(student, rng, shape=(80, 100))
