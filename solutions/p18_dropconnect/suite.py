"""The hidden suite of DropConnect.

The batch holds two unit matrices and rows of ones. So y shows the weights that were used, twice: what differs between
the two belongs to single samples, and a zero in a row of ones is an output that was dropped.
"""

import itertools

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    constant_axes,
    enough_coins,
    expect_array,
    expect_coins,
    expect_counts_vary,
    expect_different,
    expect_global_state_untouched,
    expect_like,
    expect_mask,
    expect_none,
    expect_pair,
    expect_raises,
    expect_reproducible,
    expect_returns,
    expect_scale,
    expect_that,
    fits,
    kept_scale,
    own_coins,
    probe,
    refuses,
)

P = 0.3
KEEP = 1 - P
NORMAL = (0.3820886, 0.6179114, 0.7580363)  # P(a normal draw >= p), P(it is < p), P(it is < 1 - p)
INPUTS, OUTPUTS, ONES = 61, 71, 60  # 0.7 of no product of the first two is whole
SMALL = (3, 4, 5)  # batch, inputs, outputs
MASKS = (np.bool_, np.float64, np.int64)
GRADIENTS = ("dx", "dw", "db")


# The forward pass.


def batch():
    """Samples that show every weight twice, and every output of ones."""
    return np.concatenate([np.eye(INPUTS), np.eye(INPUTS), np.ones((ONES, INPUTS))])


def forward(student, w, rng, training=True, p=P):
    """One call with the batch and no bias: y, checked for its form, and the mask as it came."""
    x = batch()
    result = student.dropconnect_forward(x, w, np.zeros(OUTPUTS), p, training, rng)
    bare = [] if training or not isinstance(result, np.ndarray) else ["bare_output_at_evaluation"]
    y, mask = expect_pair(result, ("y", "mask"), mistakes=bare)
    return expect_like(y, np.empty((len(x), OUTPUTS)), what="y"), mask


def seen(y):
    """The weights that y was made of, by the first unit matrix."""
    return y[:INPUTS]


def weights(rng):
    """Weights without a zero."""
    return probe((INPUTS, OUTPUTS), rng)


def some_zeros(y):
    """Whether some weights are missing and others are not."""
    return bool((seen(y) == 0).any() and seen(y).any())


def survivors(y):
    """Which weights survived; what follows from them needs some that did and some that did not."""
    on = seen(y) != 0
    expect_that(
        on.any() and not on.all(),
        what="the weights that survive",
        observed="every one" if on.all() else "none",
        expected="some of them",
    )
    return on


def small_survivors(student, rng):
    """Which of 600 weights survive a call; a unit matrix for x shows each of them once."""
    w, zeros = probe((20, 30), rng), np.zeros(30)
    y, _ = expect_pair(student.dropconnect_forward(np.eye(20), w, zeros, P, True, rng), ("y", "mask"))
    return survivors(expect_like(y, w, what="y"))


def missing(y):
    """The mistake that explains where y has zeros, or None where weights are missing for the whole batch alike."""
    on = y != 0
    if np.array_equal(on[:INPUTS], on[INPUTS : 2 * INPUTS]):
        return None
    rows, ones = 1 in constant_axes(on[:INPUTS]), on[2 * INPUTS :]
    if rows:
        return "drops_inputs" if ones.all() else "drops_samples"
    return "one_mask_per_sample" if ones.all() else "drops_outputs"


@pytest.mark.points(1)
def test_evaluation(student, rng):
    """Forward: at evaluation y = x @ w + b, and the mask is None."""
    x, w, b = probe((7, INPUTS), rng), weights(rng), probe((OUTPUTS,), rng)
    zeros = some_zeros(forward(student, w, rng, training=False)[0])
    swapped = zeros and not some_zeros(forward(student, w, rng)[0])
    y, mask = expect_pair(student.dropconnect_forward(x, w, b, P, False, rng), ("y", "mask"))
    factors = {(): 1, ("scales_at_evaluation",): KEEP, ("divides_at_evaluation",): 1 / KEEP}
    biases = {(): b, ("forgets_bias",): 0 * b}
    readings = {f + c: x @ w * k + bias for (f, k), (c, bias) in itertools.product(factors.items(), biases.items())}
    readings |= {f: (x @ w + b) * k for f, k in factors.items() if f and agrees(y, (x @ w + b) * k)}
    names = next((names for names, value in readings.items() if agrees(y, value)), ())
    drops = {"modes_swapped": swapped, "drops_at_evaluation": zeros and not swapped}
    expect_array(y, x @ w + b, what="y at evaluation", mistakes=dict.fromkeys(names, True) | drops)
    made = ["mask_at_evaluation"] if isinstance(mask, np.ndarray) else []
    expect_none(mask, what="the mask at evaluation", mistakes=made)


def agrees(value, expected):
    """Whether a value, whatever it is, is the array expected."""
    return isinstance(value, np.ndarray) and value.shape == expected.shape and np.allclose(value, expected, rtol=1e-9)


@pytest.mark.points(1.5)
def test_drop_rate(student, rng):
    """Forward: each weight is dropped with probability p."""
    w = weights(rng)
    y, _ = forward(student, w, rng)
    on = seen(y) != 0
    undone = on.any() and np.isclose(kept_scale(seen(y), w), 1 / KEEP)  # the coins reversed, the factor right
    swapped = on.all() and some_zeros(forward(student, w, rng, training=False)[0])

    def again():
        return seen(forward(student, w, rng)[0]) != 0

    heads = enough_coins(on, again, enough=4000)
    told = heads.size > 3000  # fewer coins fit several rates at once
    expect_coins(
        heads,
        KEEP,
        what="the share of weights that is kept",
        mistakes={
            "keeps_with_p": P if told and not undone else None,
            "reversed_comparison": P if told and undone else None,
            "normal_for_uniform": told and any(fits(heads.sum(), heads.size, share) for share in NORMAL),
            "coin_ignores_p": 0.5 if told else None,
            "drops_nothing": on.all() and not swapped,
            "modes_swapped": swapped,
        },
        example=(w, seen(y)),
    )
    expect_different(on, again(), what="what survives in two calls in a row", mistakes=["frozen_mask"])


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_scale(student, rng):
    """Forward: surviving weights are multiplied by 1 / (1 - p)."""
    w = weights(rng)
    y, _ = forward(student, w, rng)
    on = survivors(y)
    coins = own_coins(on)
    flipped = coins.mean() < 0.5 and fits(coins.sum(), coins.size, P)
    expect_scale(
        seen(y),
        w,
        1 / KEEP,
        what="the factor on the surviving weights",
        mistakes={
            "no_scaling": 1.0,
            "multiplies_by_keep": KEEP,
            "divides_by_p": None if flipped else 1 / P,
            "keeps_with_p": 1 / P if flipped else None,
            "scales_twice": 1 / KEEP**2,
            "rescales_by_realised_share": on.size / on.sum(),
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_what_is_dropped(student, rng):
    """Forward: every weight has a coin of its own, which all samples share; no input or output is dropped."""
    y, _ = forward(student, weights(rng), rng)
    on, other = survivors(y), missing(y)
    expect_that(
        other is None,
        what="what is missing from y",
        observed="not the same weights in every sample",
        expected="the same weights in every sample, and nothing else",
        mistakes=[other] if other else [],
    )
    shared = constant_axes(on)
    expect_that(
        not shared,
        what="who shares a coin",
        observed=" and ".join(f"all weights of an {('output', 'input')[axis]}" for axis in shared),
        expected="nobody",
        mistakes={"one_coin_per_output": 0 in shared, "one_coin_per_input": 1 in shared},
    )
    masks = [small_survivors(student, rng) for _ in range(8)]
    if not np.array_equal(masks[0], masks[1]):  # a frozen mask is another check's matter
        totals = np.array([mask.sum() for mask in masks])
        expect_counts_vary(totals, what="the weights kept in a call", mistakes=["exact_fraction"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_bias(student, rng):
    """Forward: the bias is neither dropped nor scaled."""
    survivors(forward(student, weights(rng), rng)[0])
    b = probe((OUTPUTS,), rng)
    x = np.zeros((50, INPUTS))
    y, _ = expect_pair(student.dropconnect_forward(x, weights(rng), b, P, True, rng), ("y", "mask"))
    expected = np.tile(b, (50, 1))
    masked = isinstance(y, np.ndarray) and y.shape == expected.shape and (y == y[0]).all() and 0 in y[0]
    expect_array(
        y,
        expected,
        what="y where x is zero",
        mistakes={
            "masks_bias": masked and y.any(),
            "forgets_bias": 0 * expected,
            "scales_bias": expected / KEEP,
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_mask(student, rng):
    """Forward: the mask has the shape of w, and 1 where a weight survived, without the factor."""
    w = weights(rng)
    y, mask = forward(student, w, rng)
    on, other = survivors(y), missing(y)
    array = isinstance(mask, np.ndarray) and other is None
    expect_mask(
        mask,
        w.shape,
        on,
        mistakes={
            "scaled_mask": kept_scale(seen(y), w) if array else None,
            "mask_of_dropped": array and np.array_equal(mask != 0, ~on),
            "returns_weights": array and agrees(mask, w * on),
        }
        | ({other: True} if other else {}),
    )
    result = attempt(student.dropconnect_forward, batch(), w, np.zeros(OUTPUTS), 0.0, True, rng)
    if isinstance(result, tuple) and len(result) == 2:  # a refusal is judged elsewhere
        expect_that(
            result[1] is not None,
            what="the mask of training at p = 0",
            observed="None",
            expected="an array of ones",
            mistakes=["no_mask_at_zero"],
        )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_fresh_coins(student, rng):
    """Forward: every call throws new coins, and throws them with rng alone."""
    w = weights(rng)
    first, second = (forward(student, w, rng)[0] for _ in range(2))
    survivors(first)
    expect_different(first, second, what="two calls in a row", mistakes=["frozen_mask"])
    expect_reproducible(lambda r: forward(student, w, r)[0], mistakes=["ignores_rng"], frozen=["frozen_mask"])
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


# The backward pass, with a mask of the suite's own.


class Backward:
    """What a backward call is given, and what every mistake would make of it."""

    def __init__(self, student, rng, dtype=np.float64):
        n, inputs, outputs = (7, 11, 13) if dtype is np.float64 else SMALL
        self.call = student.dropconnect_backward
        self.dy, self.x, self.w = (probe(s, rng, dtype) for s in ((n, outputs), (n, inputs), (inputs, outputs)))
        self.mask = rng.random(self.w.shape) >= P
        self.mask[0, 0], self.mask[0, 1] = True, False
        own = attempt(student.dropconnect_forward, batch(), weights(rng), np.zeros(OUTPUTS), P, True, rng)
        self.of_dropped = self.keeps_with_p = self.scaled = False
        match own:  # the habits of the student's own forward pass, which the backward pass may follow
            case (np.ndarray() as y, np.ndarray() as mask) if (
                y.ndim == 2 and mask.any() and seen(y).shape == mask.shape
            ):
                self.of_dropped = np.array_equal(seen(y) == 0, mask != 0)
                self.keeps_with_p = bool((seen(y) != 0).mean() < 0.5)
                self.scaled = agrees(mask, (mask != 0) * mask.max()) and mask.max() != 1

    def gradients(self, mask=None, p=P):
        """One backward call, as it came."""
        mask = self.mask if mask is None else mask
        return expect_pair(self.call(self.dy, self.x, self.w, mask, p), GRADIENTS, what="what the backward call gives")

    def named(self, value, side, gradient):
        """The names of what explains a gradient: `gradient` gives it for the masked weights or entries."""
        masks = {(): self.mask, (f"{side}_without_mask",): 1}
        masks |= {("mask_of_dropped" if self.of_dropped else f"{side}_of_dropped",): ~self.mask}
        factors = {(): 1 / KEEP, ("scaled_mask" if self.scaled else f"{side}_not_scaled",): 1}
        factors |= {("keeps_with_p" if self.keeps_with_p else f"{side}_divided_by_p",): 1 / P}
        factors |= {("gradient_scaled_twice",): 1 / KEEP**2}
        averages = {(): 1} | ({("averages_over_batch",): 1 / len(self.x)} if side == "dw" else {})
        for (m, mask), (f, factor), (a, share) in itertools.product(masks.items(), factors.items(), averages.items()):
            if agrees(value, gradient(mask * factor) * share):
                return dict.fromkeys(m + (() if m == (f"{side}_without_mask",) else f) + a, True)
        return {}

    def dx(self, factors):
        """The gradient by x, where the weights were multiplied by these factors."""
        return self.dy @ (self.w * factors).T

    def dw(self, factors):
        """The gradient by w, likewise."""
        return self.x.T @ self.dy * factors

    def expected(self, factors):
        """What is right for these factors on the weights."""
        return self.dx(factors), self.dw(factors), self.dy.sum(axis=0)


@pytest.mark.points(1)
def test_dx(student, rng):
    """Backward: dx goes through the weights that were kept, with the factor."""
    backward = Backward(student, rng)
    dx, dw, _ = backward.gradients()
    right = backward.dx(backward.mask / KEEP)
    order = isinstance(dx, np.ndarray) and isinstance(dw, np.ndarray)
    swapped = order and (dx.shape, dw.shape) == (backward.w.shape, backward.x.shape)
    names = backward.named(dx, "dx", backward.dx) | ({"gradients_in_other_order": True} if swapped else {})
    expect_array(dx, right, what="dx", mistakes=names)


@pytest.mark.points(1.5)
def test_parameter_gradients(student, rng):
    """Backward: dw is zero for dropped weights and has the factor, db is the sum of dy over the batch."""
    backward = Backward(student, rng)
    dx, dw, db = backward.gradients()
    right, sums = backward.dw(backward.mask / KEEP), backward.dy.sum(axis=0)
    readings = {
        "averages_over_batch": agrees(db, sums / len(backward.dy)),
        "keeps_batch_axis": agrees(db, sums[None]),
        "no_sum_over_batch": agrees(db, backward.dy),
        "scales_bias_gradient": agrees(db, sums / KEEP),
    }
    of_bias = dict.fromkeys([name for name, is_it in readings.items() if is_it], True)
    swapped = isinstance(dx, np.ndarray) and dx.shape == backward.w.shape
    names = backward.named(dw, "dw", backward.dw) | ({"gradients_in_other_order": True} if swapped else {})
    expect_array(dw, right, what="dw", mistakes=names | of_bias)
    expect_array(db, sums, what="db", mistakes=of_bias)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_dx")
def test_kinds_of_mask(student, rng):
    """Backward: bool, float and int masks give the same, and None stands for an evaluation."""
    backward = Backward(student, rng)
    usual = backward.gradients()
    for kind in MASKS[1:]:
        what, mask = f"backward with a mask of dtype {np.dtype(kind)}", backward.mask.astype(kind)
        given = (backward.dy, backward.x, backward.w, mask, P)
        got = expect_pair(expect_returns(backward.call, *given, what=what, mistakes=["one_kind_of_mask"]), GRADIENTS)
        same = all(agrees(a, b) for a, b in zip(got, usual, strict=True))
        expect_that(same, what=what, observed="other gradients", expected="those of a bool mask",
                    mistakes=[] if student.last.changed else ["one_kind_of_mask"])  # fmt: skip
    what, given = "backward with None for the mask", (backward.dy, backward.x, backward.w, None, P)
    got = expect_pair(expect_returns(backward.call, *given, what=what, mistakes=["fails_without_mask"]), GRADIENTS)
    expected, scaled = backward.expected(1), backward.expected(1 / KEEP)
    known = any(agrees(a, b) for a, b in zip(got[:2], scaled[:2], strict=True))
    for name, value, right in zip(GRADIENTS[:2], got, expected, strict=False):
        names = {"gradient_scaled_at_evaluation": known}
        expect_array(value, right, what=f"{name} where mask is None", mistakes=names)


# Both.


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_dx")
def test_dtype_and_inputs(student, rng):
    """Both: float32 stays float32, and what was given is left as it was."""
    backward = Backward(student, rng, np.float32)
    x, w, b = backward.x, backward.w, probe(SMALL[2:], rng, np.float32)
    results, changed = {}, set()
    for training in (True, False):
        pair = expect_pair(student.dropconnect_forward(x, w, b, P, training, rng if training else None), ("y", "mask"))
        results[f"y with training = {training}"] = pair[0]
        changed |= {("x", "w", "b")[int(place)] for place in student.last.changed}
    for kind in MASKS:
        named = zip(GRADIENTS, backward.gradients(backward.mask.astype(kind)), strict=True)
        results |= {f"{name} with a mask of dtype {np.dtype(kind)}": value for name, value in named}
        changed |= {("dy", "x", "w", "mask")[int(place)] for place in student.last.changed}
    doubled = {name for name, value in results.items() if getattr(value, "dtype", None) == np.float64}
    seen_faults = [f"{name} was changed in place" for name in sorted(changed)]
    seen_faults += [f"{name} is float64" for name in results if name in doubled]
    others = changed - {"w"}
    expect_that(
        not seen_faults,
        what="what you were given, and the dtype of what comes back",
        observed="; ".join(seen_faults[:3]),
        expected="both as before",
        mistakes={
            "changes_weights": "w" in changed,
            "changes_other_input": bool(others),
            "float64_out": any(name.startswith("y") for name in doubled),
            "gradient_float64": any(name.startswith("d") for name in doubled),
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_dx")
def test_refuses_bad_p(student, rng):
    """Both: p outside [0, 1) raises ValueError, p = 0 does not."""
    backward, b = Backward(student, rng, np.float32), probe(SMALL[2:], rng, np.float32)

    def forwards(training):
        return lambda p: student.dropconnect_forward(backward.x, backward.w, b, p, training, rng)

    calls = {f"forward with training = {training}": forwards(training) for training in (True, False)}
    calls["backward"] = lambda p: backward.call(backward.dy, backward.x, backward.w, backward.mask, p)
    for name, call in calls.items():
        for p in (1.0, -0.1, 1.5):
            expect_raises("ValueError", call, p, what=f"{name} and p = {p}", mistakes=["takes_any_p"])
        known = ["refuses_zero"] if refuses(call, 0.0) and not refuses(call, P) else []
        expect_returns(call, 0.0, what=f"{name} and p = 0", mistakes=known)
