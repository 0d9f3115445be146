"""The hidden suite of the backward pass of dropout."""

from dataclasses import dataclass

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    enough_coins,
    expect_array,
    expect_axes,
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
    expect_same_zeros,
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
SHAPE = (60, 70)  # enough coins along either axis where a mistake makes them few
MASKS = (np.bool_, np.float64, np.int64)


# The forward pass.


def train(student, x, rng):
    """One training call: the output, checked for its form, and the mask as it came."""
    out, mask = expect_pair(student.dropout_forward(x, P, training=True, rng=rng))
    return expect_like(out, x), mask


def evaluate(student, x):
    """One evaluation call: the output and the mask as they came."""
    result = student.dropout_forward(x, P, training=False)
    bare = ["bare_output_at_evaluation"] if isinstance(result, np.ndarray) else []
    return expect_pair(result, what="what evaluation returns", mistakes=bare)


def output(result):
    """The output, also where it came without a mask."""
    return result[0] if isinstance(result, tuple) and result else result


def survivors(out):
    """Which entries survived; what follows from them needs some that did and some that did not."""
    on = out != 0
    expect_that(
        on.any() and not on.all(),
        what="the entries that survive",
        observed="every one" if on.all() else "none",
        expected="some of them",
    )
    return on


def flipped(on):
    """Whether a share P survives in place of a share KEEP."""
    heads = own_coins(on)
    return fits(heads.sum(), heads.size, P)


def drops(out):
    """Whether an output holds zeros, whatever it is."""
    return isinstance(out, np.ndarray) and bool((out == 0).any())


def expect_training_by_default(student, x, rng):
    """Expect a call without `training` to drop, where one with training=True does."""
    call = student.dropout_forward
    if not drops(output(call(x, P, training=True, rng=rng))):
        return  # another check's matter
    for _ in range(60):  # so many that one coin for all of x would fall both ways
        out = output(call(x, P, rng=rng))
        if not isinstance(out, np.ndarray) or (out == 0).any():
            break
    expect_that(
        isinstance(out, np.ndarray) and (out == 0).any(),
        what="a call without `training`",
        observed="nothing is dropped" if isinstance(out, np.ndarray) else out,
        expected="some entries are dropped, as with training=True",
        mistakes={"evaluates_by_default": isinstance(out, np.ndarray) and np.array_equal(out, x)},
    )


# The backward pass, with a mask of the suite's own.


@dataclass(frozen=True)
class Habits:
    """How the student's own forward pass reads p and the mask; the backward pass may follow it."""

    mask_kind: type = np.bool_
    keeps_with_p: bool = False
    scales_mask: bool = False
    marks_dropped: bool = False


def habits_of(student, x, rng):
    """What one training call tells; a forward pass that fails tells nothing, and is judged elsewhere."""
    match attempt(student.dropout_forward, x, P, training=True, rng=rng):
        case (np.ndarray() as out, np.ndarray() as mask) if out.shape == mask.shape == x.shape:
            on = out != 0
            if on.any() and not on.all():
                return Habits(
                    mask_kind=mask.dtype.type,
                    keeps_with_p=flipped(on) and not np.isclose(out[on][0] / x[on][0], 1 / KEEP),
                    scales_mask=bool(mask.any()) and alike(mask[mask != 0]) and not (mask == 1).any(),
                    marks_dropped=np.array_equal(mask != 0, ~on),
                )
    return Habits()


def coins(shape, rng):
    """A mask of the suite's own."""
    return rng.random(shape) >= P


def backward(student, dout, mask):
    """One backward call, checked for its form."""
    return expect_like(student.dropout_backward(dout, mask, P), dout, what="dx")


def first_backward(student, rng, shape=SHAPE):
    """A backward call with a known mask, of the kind that the student's own forward pass makes."""
    x, dout, mask = probe(shape, rng), probe(shape, rng), coins(shape, rng)
    habits = habits_of(student, x, rng)
    dx = backward(student, dout, mask.astype(habits.mask_kind))
    return x, dout, mask, dx, habits


def alike(values):
    """Whether all values are one, but for rounding."""
    return bool(values.size and np.allclose(values, values.flat[0]))


def follows(dx, by):
    """Whether dx is a constant times `by` where it is not zero: then it has nothing else in it."""
    on = dx != 0
    return alike(dx[on] / by[on])


@pytest.mark.points(0.5)
def test_drop_rate(student, rng):
    """Forward: each entry is dropped with probability p, it becomes exactly zero."""
    x = probe((100, 100), rng)
    out, _ = train(student, x, rng)
    on = out != 0
    undone = on.any() and np.isclose(kept_scale(out, x), 1 / KEEP)  # reversed coins, the right factor
    swapped = on.all() and drops(evaluate(student, x)[0])

    def again():
        return train(student, x, rng)[0] != 0

    expect_coins(
        enough_coins(on, again),
        KEEP,
        mistakes={
            "keeps_with_p": None if undone else P,
            "reversed_comparison": P if undone else None,
            "normal_for_uniform": 0.3820886,  # P(a normal draw >= 0.3)
            "coin_ignores_p": 0.5,
            "drops_nothing": None if swapped else 1.0,
            "modes_swapped": swapped,
        },
        example=(x, out),
    )
    expect_different(on, again(), what="what survives in two calls in a row", mistakes=["frozen_mask"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_scale(student, rng):
    """Forward: survivors are multiplied by 1 / (1 - p)."""
    x = probe((100, 100), rng)
    out, _ = train(student, x, rng)
    on = out != 0
    keeps_with_p = flipped(on)
    expect_scale(
        out,
        x,
        1 / KEEP,
        mistakes={
            "no_scaling": None if on.all() else 1.0,
            "multiplies_by_keep": KEEP,
            "divides_by_p": None if keeps_with_p else 1 / P,
            "keeps_with_p": 1 / P if keeps_with_p else None,
            "scales_twice": 1 / KEEP**2,
            "rescales_by_realised_share": None if on.all() else on.size / max(on.sum(), 1),
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_evaluation(student, rng):
    """Forward: evaluation returns x as it is, and None for the mask; it has to be asked for."""
    x = probe(SHAPE, rng)
    out, mask = evaluate(student, x)
    swapped = drops(out) and not drops(train(student, x, rng)[0])
    expect_array(
        out,
        x,
        what="at evaluation, out",
        mistakes={
            "drops_at_evaluation": drops(out) and not swapped,
            "modes_swapped": swapped,
            "scales_at_evaluation": x * KEEP,
            "divides_at_evaluation": x / KEEP,
        },
    )
    made = ["mask_at_evaluation"] if isinstance(mask, np.ndarray) else []
    expect_none(mask, what="the mask at evaluation", mistakes=made)
    expect_training_by_default(student, x, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_mask(student, rng):
    """Forward: the mask holds the coins, 1 for an entry that survives, without the factor."""
    x = probe(SHAPE, rng)
    out, mask = train(student, x, rng)
    on = survivors(out)
    expect_mask(
        mask,
        x.shape,
        on,
        mistakes={
            "scaled_mask": kept_scale(out, x),
            "mask_of_dropped": isinstance(mask, np.ndarray) and np.array_equal(mask != 0, ~on),
        },
    )
    zeros = coins(x.shape, rng)  # as after a ReLU
    _, mask = train(student, np.where(zeros, 0, x), rng)
    expect_that(
        bool((expect_mask(mask, x.shape) & zeros).any()),
        what="the mask where x is 0",
        observed="0 everywhere, as if all of these entries had been dropped",
        expected="coins like everywhere else",
        mistakes=["mask_from_output"],
    )
    result = attempt(student.dropout_forward, x, 0.0, training=True, rng=rng)  # a refusal is judged elsewhere
    if isinstance(result, tuple) and len(result) == 2:
        expect_that(
            result[1] is not None,
            what="the mask of training at p = 0",
            observed="None",
            expected="an array of ones",
            mistakes=["no_mask_at_zero"],
        )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_own_coins(student, rng):
    """Forward: every entry has a coin of its own."""
    x = probe((80, 90), rng)
    on = survivors(train(student, x, rng)[0])
    expect_axes(on, (), mistakes={"one_mask_for_batch": [0], "one_coin_per_sample": [1]})
    masks = [survivors(train(student, x[:10, :40], rng)[0]) for _ in range(8)]
    if not np.array_equal(masks[0], masks[1]):  # a frozen mask is another check's matter
        totals = np.array([mask.sum() for mask in masks])
        expect_counts_vary(totals, what="the survivors of a call", mistakes=["exact_fraction"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_fresh_coins(student, rng):
    """Forward: every call throws new coins, and throws them with rng alone."""
    x = probe(SHAPE, rng)
    first, second = (train(student, x, rng)[0] for _ in range(2))
    survivors(first)
    expect_different(first, second, what="two calls in a row", mistakes=["frozen_mask"])
    expect_reproducible(lambda r: train(student, x, r)[0], mistakes=["ignores_rng"], frozen=["frozen_mask"])
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(1.5)
def test_gradient_zeros(student, rng):
    """Backward: the gradient is zero exactly where the mask is."""
    _, dout, mask, dx, habits = first_backward(student, rng)
    untouched, everywhere = np.array_equal(dx, dout), bool((dx != 0).all())
    complement = np.array_equal(dx != 0, ~mask)
    astray = dx.any() and drops(dx) and not complement and throws_coins(student, dout, mask, dx, habits)
    expect_same_zeros(
        dx,
        mask,
        what="the zeros of dx, against those of the mask",
        mistakes={
            "gradient_untouched": untouched,
            "gradient_not_masked": everywhere and not untouched,
            "gradient_through_dropped": complement and not habits.marks_dropped,
            "mask_of_dropped": complement and habits.marks_dropped,
            "gradient_with_new_coins": astray,
        },
    )


def throws_coins(student, dout, mask, dx, habits):
    """Whether dx has coins of its own: the same input gives other zeros, or quite another the same."""
    again = backward(student, dout, mask.astype(habits.mask_kind))
    other = backward(student, dout[::-1], mask[::-1].astype(habits.mask_kind))
    return not np.array_equal(again != 0, dx != 0) or np.array_equal(other != 0, dx != 0)


@pytest.mark.points(1.5)
def test_gradient_factor(student, rng):
    """Backward: where the gradient goes through, it is multiplied by 1 / (1 - p)."""
    x, dout, _, dx, habits = first_backward(student, rng)
    untouched = np.array_equal(dx, dout)
    unscaled = None if untouched else 1.0
    expect_scale(
        dx,
        dout,
        1 / KEEP,
        what="the factor dx / dout where dx is not zero",
        mistakes={
            "gradient_untouched": untouched,
            "gradient_not_scaled": None if habits.scales_mask else unscaled,
            "scaled_mask": unscaled if habits.scales_mask else None,
            "gradient_times_keep": KEEP,
            "gradient_scaled_twice": 1 / KEEP**2,
            "gradient_divided_by_p": None if habits.keeps_with_p else 1 / P,
            "keeps_with_p": 1 / P if habits.keeps_with_p else None,
            "ignores_dout": alike(dx[dx != 0]),
            "multiplies_by_activation": follows(dx, dout * x),
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_gradient_zeros")
def test_gradient_at_evaluation(student, rng):
    """Backward: where the mask is None, the gradient goes through unchanged."""
    _, dout, _, _, _ = first_backward(student, rng, (4, 5))
    what = "`dropout_backward` where mask is None"
    dx = expect_returns(student.dropout_backward, dout, None, P, what=what, mistakes=["fails_without_mask"])
    expect_array(
        dx,
        dout,
        what="where mask is None, dx",
        mistakes={
            "gradient_scaled_at_evaluation": same(dx, dout / KEEP) or same(dx, dout * KEEP),
            "no_gradient_at_evaluation": dx is None or same(dx, 0 * dout),
        },
    )


def same(value, expected):
    """Whether a value, whatever it is, is the array expected."""
    return isinstance(value, np.ndarray) and value.shape == expected.shape and np.allclose(value, expected)


@pytest.mark.points(1)
@pytest.mark.needs("test_gradient_zeros")
def test_derivative(student, rng):
    """Both: with your own mask held, dx is the derivative of out."""
    x, dout = probe(SHAPE, rng), probe(SHAPE, rng)
    out, mask = train(student, x, rng)
    survivors(out)
    expect_that(isinstance(mask, np.ndarray), what="the mask in training", observed=mask, expected="an array")
    dx = backward(student, dout, mask)
    expect_array(
        dx,
        dout * out / x,  # dropout is linear and entry by entry: the finite difference is out / x
        what="the gradient dx",
        mistakes={"multiplies_by_activation": drops(dx) and follows(dx, dout * x)},
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_gradient_zeros")
def test_kinds_of_mask(student, rng):
    """Backward: bool, float and int masks give the same dx, in the dtype of dout."""
    _, dout, mask, dx, habits = first_backward(student, rng)
    changed = "1" in student.last.changed  # then its kind is not what is wrong
    steady = np.array_equal(dx, backward(student, dout, mask.astype(habits.mask_kind)))
    known = ["one_kind_of_mask"] if steady and not changed else []
    for kind in MASKS:
        what = f"with a mask of dtype {np.dtype(kind)}, dx"
        got = expect_returns(student.dropout_backward, dout, mask.astype(kind), P, what=what, mistakes=known)
        expect_array(got, dx, what=what, mistakes=dict.fromkeys(known, True))
    single = dout.astype(np.float32)
    for kind in MASKS:
        what = f"dx with a mask of dtype {np.dtype(kind)}"
        got = student.dropout_backward(single, mask.astype(kind), P)
        expect_like(got, single, what=what, dtype_mistakes=["gradient_float64"] if is_double(got) else [])


def is_double(value):
    """Whether a value is an array of float64."""
    return isinstance(value, np.ndarray) and value.dtype == np.float64


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_gradient_zeros")
def test_shapes_and_dtypes(student, rng):
    """Both: any number of dimensions works, and float32 stays float32."""
    train(student, probe((4, 5), rng), rng)
    _, _, _, _, habits = first_backward(student, rng, (4, 5))
    x = probe((2, 3, 4, 5), rng, np.float32)
    mask = coins(x.shape, rng).astype(habits.mask_kind)
    flat = ["two_dimensional_only"]
    what = "`dropout_forward` with 4 dimensions"
    result = expect_returns(student.dropout_forward, x, P, training=True, rng=rng, what=what, mistakes=flat)
    out = expect_pair(result)[0]
    what = "`dropout_backward` with 4 dimensions"
    dx = expect_returns(student.dropout_backward, x, mask, P, what=what, mistakes=flat)
    for name, value in (("out", out), ("dx", dx)):
        right = isinstance(value, np.ndarray) and value.shape == x.shape
        expect_that(right, what=name, observed=value, expected=f"an array of shape {x.shape}", mistakes=flat)
    expect_that(
        out.dtype == dx.dtype == np.float32,
        what="the dtypes of out and dx",
        observed=f"{out.dtype} and {dx.dtype}",
        expected="float32 and float32",
        mistakes={"float64_out": is_double(out), "gradient_float64": is_double(dx)},
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_gradient_zeros")
def test_inputs_unchanged(student, rng):
    """Both: x, dout and mask are left as they were."""
    train(student, probe((5, 6), rng), rng)
    changed = ["x"] if student.last.changed else []
    first_backward(student, rng, (5, 6))
    changed += [name for place, name in (("0", "dout"), ("1", "mask")) if place in student.last.changed]
    expect_that(
        not changed,
        what="what you were given, after the call",
        observed=f"{' and '.join(changed)} changed in place",
        expected="as it was before",
        mistakes={
            "changes_input": "x" in changed,
            "changes_dout": "dout" in changed,
            "changes_mask": "mask" in changed,
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_gradient_zeros")
def test_refuses_bad_p(student, rng):
    """Both: p outside [0, 1) raises ValueError, p = 0 does not."""
    x = probe((4, 5), rng)
    train(student, x, rng)
    _, dout, mask, _, habits = first_backward(student, rng, (4, 5))
    mask = mask.astype(habits.mask_kind)
    forward, backwards = student.dropout_forward, student.dropout_backward
    modes = [{"training": t, "rng": rng} for t in (True, False)]
    calls = [(f"`dropout_forward` with training = {mode['training']}", forward, (x,), mode) for mode in modes]
    calls.append(("`dropout_backward` with a mask", backwards, (dout, mask), {}))
    for name, call, given, more in calls:
        for p in (1.0, -0.1, 1.5):
            expect_raises("ValueError", call, *given, p, **more, what=f"{name} and p = {p}", mistakes=["takes_any_p"])
        zero = refuses(call, *given, 0.0, **more) and not refuses(call, *given, P, **more)
        known = ["refuses_zero"] if zero else []
        expect_returns(call, *given, 0.0, **more, what=f"{name} and p = 0", mistakes=known)
