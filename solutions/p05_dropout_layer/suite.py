"""The hidden suite of the dropout layer.

For the vocabulary each call is a pass through a new layer. What only a layer has is checked here: its modes, its
memory, and what several layers share.
"""

import numpy as np
import pytest

from dropgrade.checks import expect_array, expect_coins, expect_like, expect_returns, expect_that, fits, own_coins
from dropgrade.checks.dropout import Dropout, kept_coins, rate, rates
from dropgrade.checks.failure import fail
from dropgrade.checks.layers import Layer, masked, same, signed
from dropgrade.checks.refusals import expect_p_refused
from dropgrade.report import Fact

SHAPE = (30, 40)  # so many coins that no two passes are alike by chance


def own(rng):
    """A generator for one layer: every layer gets another."""
    return np.random.default_rng(int(rng.integers(2**32)))


def new_layer(student, rng, p, mode="train"):
    """A layer that was switched to a mode: in which one it starts, one check alone asks."""
    return Layer(student.DropoutLayer(p=p, rng=None if rng is None else own(rng)), mode)


def new_pass(student, x, rng, p, training):
    """What a new layer leaves of x."""
    return new_layer(student, rng, p, "train" if training else "eval").output(x), None


LAYER = Dropout("DropoutLayer", view=new_pass, sharing={"one_coin_per_sample": (1,)})


@pytest.mark.points(0.25)
def test_drops(student, rng):
    """In training some entries are dropped, and others are kept."""
    LAYER.expect_some_dropped(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_drop_rate(student, rng):
    """In training, each entry is dropped with probability p: it becomes exactly zero."""
    LAYER.expect_rate(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_scale(student, rng):
    """In training, survivors are multiplied by 1 / (1 - p)."""
    LAYER.expect_factor(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_own_coins(student, rng):
    """Every entry has a coin of its own, drawn anew in each forward pass, whatever the values in x are."""
    LAYER.expect_own_coins(student, rng)
    LAYER.expect_every_entry(student, rng)
    LAYER.expect_new_coins(student, rng)
    layer, x = new_layer(student, rng, rate(rng)), signed(SHAPE, rng)
    passes = 4
    distinct = len({layer.survivors(x).tobytes() for _ in range(passes)})
    expect_that(distinct == passes, what=f"{passes} forward passes of one layer",
                observed="the same entries survive in all of them" if distinct == 1 else "some of them repeat others",
                expected="others survive in each",
                mistakes=["frozen_mask" if distinct == 1 else "coins_repeat"])  # fmt: skip


@pytest.mark.points(1)
@pytest.mark.needs("test_drops")
def test_evaluation(student, rng):
    """After eval(), forward returns x as it is."""
    LAYER.expect_evaluation(student, rng, mask=False)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_modes(student, rng):
    """A new layer is in training mode; eval() switches dropping off, and train() on again."""
    x = signed(SHAPE, rng)
    layer = Layer(student.DropoutLayer(p=rate(rng), rng=own(rng)))
    dropped = [layer.drops(x)]
    for mode in ("eval", "train"):
        layer.switch(mode)
        dropped.append(layer.drops(x))
    mistakes = {
        "starts_in_evaluation": dropped == [False, False, True],
        "modes_swapped": dropped[1:] == [True, False],
        "drops_at_evaluation": dropped == [True, True, True],
        "train_does_nothing": dropped == [True, False, False],
    }
    expect_that(dropped == [True, False, True],
                what="what is dropped by a new layer, after eval(), and after train() again",
                observed=", ".join("something" if yes else "nothing" for yes in dropped),
                expected="something, nothing, something", mistakes=mistakes)  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
@pytest.mark.essential
def test_gradient_zeros(student, rng):
    """The gradient is zero exactly where the last forward pass dropped."""
    layer, dout = new_layer(student, rng, rate(rng)), signed(SHAPE, rng)
    layer.survivors(signed(SHAPE, rng))
    x = signed(SHAPE, rng)
    on = layer.survivors(x)
    dx = layer.gradient(dout)
    flows = kept_coins(dx, dout)
    leaking, lost = int((flows & ~on).sum()), int((~flows & on).sum())
    redrawn = not masked(layer.backward(dout), dout, flows)
    seen = "dx is dout" if same(dx, dout) else "dx is zero nowhere" if flows.all() else (
        f"{leaking:,} dropped entries get a gradient, and {lost:,} kept ones get none")  # fmt: skip
    mistakes = {
        "gradient_untouched": same(dx, dout),
        "gradient_not_masked": bool(flows.all()) and not same(dx, dout),
        "gradient_through_dropped": np.array_equal(flows, ~on),
        "gradient_with_new_coins": redrawn,
    }
    expect_that(not leaking + lost, what="the zeros of dx, against those of the last out",
                observed=seen + (", others in a second call" if redrawn else ""),
                expected="the same places", mistakes=mistakes)  # fmt: skip
    zero = rng.random(SHAPE) < 0.5  # as after a ReLU
    layer.output(np.where(zero, 0, x))
    expect_that(bool(layer.gradient(dout)[zero].any()), what="dx where x was 0",
                observed="0 everywhere, as if all of these entries had been dropped",
                expected="a gradient where the coin lets it through",
                mistakes=["mask_from_output", "multiplies_by_activation"])  # fmt: skip


@pytest.mark.points(0.25)
@pytest.mark.needs("test_gradient_zeros")
@pytest.mark.essential
def test_gradient_factor(student, rng):
    """Where the gradient flows it is multiplied by 1 / (1 - p)."""
    for p in rates(rng):
        layer, x, dout = new_layer(student, rng, p), signed(SHAPE, rng), signed(SHAPE, rng)
        out = layer.passed(x)
        on, dx = LAYER.survivors(out, x), layer.gradient(dout)
        if not masked(dx, dout, on) or same(dx, dout * out / x):
            return  # another check judges the zeros, and the factor of forward where backward has the same
        factors = 1 / (1 - p), 1, 1 - p, 1 / (1 - p) ** 2
        mistakes = {
            "gradient_not_scaled": dout * on,
            "gradient_times_keep": dout * on * (1 - p),
            "gradient_scaled_twice": dout * on / (1 - p) ** 2,
            "gradient_divided_by_p": dout * on / p,
            "gradient_without_sign": any(same(dx, abs(dout) * on * factor) for factor in factors),
            "ignores_dout": any(same(dx, on * factor) for factor in factors),
            "multiplies_by_activation": any(same(dx, dout * on * x * factor) for factor in factors),
        }
        expect_array(dx, dout * on / (1 - p), what=f"dx at p = {p}", mistakes=mistakes, rtol=2e-6)


@pytest.mark.points(1.5)
@pytest.mark.needs("test_gradient_zeros", "test_evaluation")
def test_gradient_after_evaluation(student, rng):
    """After a forward pass at evaluation, backward returns dout as it is."""
    p, x, dout = rate(rng), signed(SHAPE, rng), signed(SHAPE, rng)
    fresh, layer = new_layer(student, rng, p, "eval"), new_layer(student, rng, p)
    on = layer.survivors(x)
    follows = masked(layer.backward(dout), dout, on)
    layer.switch("eval")
    if not follows or not all(same(each.output(x), x) for each in (fresh, layer)):
        return  # another check's matter
    for each in (fresh, layer):
        each.expect_untouched(dout, on, p, what="dx after a forward pass at evaluation")
    layer.switch("train")
    what = "dx after a forward pass at evaluation, and train() since then"
    layer.expect_untouched(dout, on, p, what=what, switched=True)


@pytest.mark.points(1.5)
@pytest.mark.needs("test_gradient_zeros", "test_evaluation")
def test_last_forward_decides(student, rng):
    """The last forward decides: switching the mode since changes nothing, and backward may be called twice."""
    p, x, dout = rate(rng), signed(SHAPE, rng), signed(SHAPE, rng)
    layer = new_layer(student, rng, p, "eval")
    layer.switch("train")
    expect_that(layer.drops(x), what="what is dropped after eval() and train()", observed="nothing",
                expected="something", mistakes=["train_does_nothing"])  # fmt: skip
    on = layer.survivors(x)
    first = layer.backward(dout)
    if not masked(first, dout, on):
        return  # another check's matter
    again = layer.backward(dout)
    if not same(again, first):
        seen = again if isinstance(again, str) else "another gradient, or none"
        fail("a second backward after one forward", observed=seen, expected="the same gradient as the first time",
             mistakes=["forgets_after_backward"], fact=Fact(numbers=(0.0,)))  # fmt: skip
    layer.switch("eval")
    dx = layer.backward(dout)
    expect_that(same(dx, first), what="dx after a forward pass in training, and eval() since then",
                observed="dout as it is" if same(dx, dout) else dx, expected="the same gradient as before eval()",
                mistakes={"mode_decides_backward": same(dx, dout)})  # fmt: skip
    if same(layer.output(x), x):
        layer.expect_untouched(dout, on, p, what="dx after training, and then a forward pass at evaluation")


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins")
def test_layers_apart(student, rng):
    """Layers share nothing, and with rng=None each makes a generator of its own."""
    p, x = rate(rng), signed(SHAPE, rng)
    new_layer(student, rng, p).survivors(x)
    always_global = bool(student.last.globals)  # a layer that ignores its rng is another check's matter
    first, second = new_layer(student, None, p), Layer(student.DropoutLayer(p=p), "train")  # None is the default
    on, other = first.survivors(x), second.survivors(x)
    expect_that(always_global or not student.last.globals, what="the global random state",
                observed="a layer with rng=None used it", expected="untouched",
                mistakes=["global_state_by_default"])  # fmt: skip
    expect_that(not np.array_equal(on, other), what="two layers with rng=None",
                observed="the same coins", expected="other coins", mistakes=["layers_share_seed"])  # fmt: skip
    on, other = first.survivors(x), second.survivors(x)
    dx = first.gradient(x)
    expect_that(masked(dx, x, on) or not masked(dx, x, other),
                what="the zeros of a layer's dx, after a forward pass of another layer",
                observed="those of the other layer's out", expected="those of its own out",
                mistakes=["layers_share_state"])  # fmt: skip
    second.switch("eval")
    expect_that(first.drops(x), what="what a layer drops after eval() of another layer",
                observed="nothing", expected="something", mistakes=["layers_share_state"])  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins")
def test_rng(student, rng):
    """The coins come from the layer's rng alone."""
    LAYER.expect_rng_alone(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins")
def test_form(student, rng):
    """forward returns out alone; x may have any number of dimensions, and another shape at every call."""
    layer = new_layer(student, rng, rate(rng))
    layer.expect_alone(signed(SHAPE, rng))
    LAYER.expect_dimensions(student, rng)
    for shape in ((4, 5), (3,), (2, 3, 4, 5)):
        x = signed(shape, rng)
        expect_like(layer.output(x), x, what=f"out of an x of shape {shape}, after other shapes")
        expect_like(layer.backward(x), x, what=f"dx for a dout of shape {shape}, after other shapes")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins")
def test_dtypes(student, rng):
    """out has the dtype of x, and dx that of dout: float32 stays float32."""
    for dtype in (np.float32, np.float16):
        for mode, when in (("train", "in training"), ("eval", "at evaluation")):
            layer, x = new_layer(student, rng, rate(rng), mode), signed((4, 5), rng, dtype)
            results = layer.output(x), layer.backward(x)
            kinds = [value.dtype if isinstance(value, np.ndarray) else np.dtype(dtype) for value in results]
            doubles = [kind == np.float64 for kind in kinds]
            if kinds != [dtype, dtype]:
                names = ["float64_out"] * doubles[0] + ["gradient_float64"] * doubles[1]
                fail(f"the dtypes of out and dx {when}", observed=f"{kinds[0]} and {kinds[1]}",
                     expected=f"{np.dtype(dtype)} for both", mistakes=names,
                     fact=Fact(numbers=tuple(float(kind.itemsize) for kind in kinds)))  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins")
def test_inputs_unchanged(student, rng):
    """x and dout are left as they were."""
    for mode in ("train", "eval"):
        layer, changed = new_layer(student, rng, rate(rng), mode), []
        layer.output(signed((5, 6), rng))
        changed += ["x"] * bool(student.last.changed)
        layer.backward(signed((5, 6), rng))
        changed += ["dout"] * bool(student.last.changed)
        expect_that(not changed, what="what the layer was given, after the call",
                    observed=f"{' and '.join(changed)} changed in place", expected="as it was before",
                    mistakes={"changes_input": "x" in changed, "changes_dout": "dout" in changed})  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins")
def test_p(student, rng):
    """The constructor takes p in [0, 1) as it is, 0.5 where none is given; any other p raises ValueError."""
    expect_p_refused(lambda p, _: student.DropoutLayer(p=p, rng=own(rng)), rng, (True,), what="DropoutLayer")
    LAYER.expect_small_rate(student, rng)
    x = signed((80, 90), rng)
    kept = kept_coins(new_layer(student, rng, 0.0).passed(x), x)
    what = "the share that a layer with p = 0 keeps"
    expect_coins(kept, 1 - 2**-24, what=what, mistakes={"zero_as_default": 0.5})  # a float32 draw may be 0.0
    what = "the share that a layer made without p keeps"
    layer = expect_returns(student.DropoutLayer, rng=own(rng), what=what, mistakes=["wrong_default"])
    kept = own_coins(kept_coins(Layer(layer, "train").passed(x), x))  # one for each coin, also where rows share them
    right = fits(int(kept.sum()), kept.size, 0.5)
    expect_that(right, what=what, observed=f"{kept.mean():.4g}", expected="about 0.5", mistakes=["wrong_default"])
