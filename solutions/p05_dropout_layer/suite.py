"""The hidden suite of the dropout layer."""

import numpy as np
import pytest

from dropgrade.checks import (
    StudentObject,
    attempt,
    enough_coins,
    expect_array,
    expect_axes,
    expect_coins,
    expect_counts_vary,
    expect_different,
    expect_like,
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


def new_layer(student, rng, p=P):
    """A layer as it comes from the constructor."""
    return a_layer(student.DropoutLayer(p=p, rng=rng))


def a_layer(made):
    """What a constructor made, where it is a layer."""
    right = isinstance(made, StudentObject)
    expect_that(right, what="what `DropoutLayer(p, rng)` makes", observed=made, expected="a layer")
    return made


def switch(layer, mode):
    """Call train() or eval()."""
    hidden = {"flag_hides_method": "not callable"}
    expect_returns(getattr(layer, mode), what=f"`layer.{mode}()`", mistakes=hidden)


def training_layer(student, rng):
    """A layer that was told to train: in which mode a new one is, one check alone asks."""
    layer = new_layer(student, rng)
    switch(layer, "train")
    return layer


def train(layer, x):
    """A forward pass in training: its output, checked for its form."""
    out = layer.forward(x)
    pair = ["returns_the_mask_too"] if isinstance(out, tuple) else []
    return expect_like(out, x, what="what `forward` returns", mistakes=pair)


def back(layer, dout):
    """A backward pass: its gradient, checked for its form."""
    return expect_like(layer.backward(dout), dout, what="what `backward` returns")


def coins_of(layer, x):
    """The coins that a layer throws in training, enough of them to tell its rate."""
    switch(layer, "train")

    def draw():
        out = layer.forward(x)
        right = isinstance(out, np.ndarray) and out.shape == x.shape
        expect_that(right, what="what `forward` returns", observed=out, expected=f"an array of shape {x.shape}")
        return out != 0

    return enough_coins(draw(), draw)


def is_kept(coins, share):
    """Whether coins that are many enough to tell keep this share."""
    return coins.size > 3000 and fits(int(coins.sum()), coins.size, share)


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


def drops(out):
    """Whether an output holds zeros, whatever it is."""
    return isinstance(out, np.ndarray) and bool((out == 0).any())


def same(value, expected):
    """Whether a value, whatever it is, is the array expected."""
    return isinstance(value, np.ndarray) and value.shape == expected.shape and np.allclose(value, expected)


def same_zeros(a, b):
    """Whether a value, whatever it is, has zeros and has them where an array has them."""
    return drops(a) and np.array_equal(a == 0, b == 0)


def follows(dx, by):
    """Whether dx is a constant times `by` where it is not zero: then it has nothing else in it."""
    on = dx != 0
    factors = dx[on] / by[on]
    return bool(factors.size and np.allclose(factors, factors[0]))


@pytest.mark.points(1)
def test_drop_rate(student, rng):
    """In training, each entry is dropped with probability p: it becomes exactly zero."""
    x = probe((100, 100), rng)
    layer = training_layer(student, rng)
    out = train(layer, x)
    on = out != 0
    undone = on.any() and np.isclose(kept_scale(out, x), 1 / KEEP)  # reversed coins, the right factor
    swapped = undriven = False
    if on.all():
        undriven = drops(new_layer(student, rng).forward(x))
        switch(layer, "eval")
        swapped = drops(layer.forward(x))

    def again():
        return train(layer, x) != 0

    expect_coins(
        enough_coins(on, again),
        KEEP,
        mistakes={
            "keeps_with_p": None if undone else P,
            "reversed_comparison": P if undone else None,
            "normal_for_uniform": 0.3820886,  # P(a normal draw >= 0.3)
            "coin_ignores_p": 0.5,
            "drops_nothing": None if swapped or undriven else 1.0,
            "modes_swapped": swapped,
            "train_does_nothing": undriven and not swapped,
        },
        example=(x, out),
    )
    expect_different(on, again(), what="what survives in two passes in a row", mistakes=["frozen_mask"])


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_scale(student, rng):
    """In training, survivors are multiplied by 1 / (1 - p)."""
    x = probe((100, 100), rng)
    out = train(training_layer(student, rng), x)
    on = out != 0
    heads = own_coins(on)
    flipped = fits(heads.sum(), heads.size, P)
    expect_scale(
        out,
        x,
        1 / KEEP,
        mistakes={
            "no_scaling": None if on.all() else 1.0,
            "multiplies_by_keep": KEEP,
            "divides_by_p": None if flipped else 1 / P,
            "keeps_with_p": 1 / P if flipped else None,
            "scales_twice": 1 / KEEP**2,
            "rescales_by_realised_share": None if on.all() else on.size / max(on.sum(), 1),
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_evaluation(student, rng):
    """After eval(), forward returns x as it is."""
    x = probe(SHAPE, rng)
    layer = training_layer(student, rng)
    before = layer.forward(x)
    switch(layer, "eval")
    out = layer.forward(x)
    swapped = drops(out) and not drops(before)
    expect_array(
        out,
        x,
        what="at evaluation, out",
        mistakes={
            "drops_at_evaluation": drops(out) and not swapped,
            "modes_swapped": swapped,
            "scales_at_evaluation": x * KEEP,
            "divides_at_evaluation": x / KEEP,
            "none_at_evaluation": out is None,
            "returns_the_mask_too": isinstance(out, tuple),
        },
    )


@pytest.mark.points(1)
def test_modes(student, rng):
    """A new layer is in training mode; eval() switches dropping off, and train() on again."""
    x = probe(SHAPE, rng)
    layer = new_layer(student, rng)
    dropped = [drops(layer.forward(x))]
    for mode in ("eval", "train"):
        switch(layer, mode)
        dropped.append(drops(layer.forward(x)))
    words = ("something" if yes else "nothing" for yes in dropped)
    expect_that(
        dropped == [True, False, True],
        what="what is dropped by a new layer, after eval(), and after train() again",
        observed=", ".join(words),
        expected="something, nothing, something",
        mistakes={
            "starts_in_evaluation": dropped == [False, False, True],
            "modes_swapped": dropped == [False, True, False],
            "drops_at_evaluation": dropped == [True, True, True],
            "train_does_nothing": dropped == [True, False, False],
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_own_coins(student, rng):
    """Every entry has a coin of its own."""
    x = probe((80, 90), rng)
    layer = training_layer(student, rng)
    on = survivors(train(layer, x))
    expect_axes(on, (), mistakes={"one_mask_for_batch": [0], "one_coin_per_sample": [1]})
    masks = [survivors(train(layer, x[:10, :40])) for _ in range(8)]
    if not np.array_equal(masks[0], masks[1]):  # a frozen mask is another check's matter
        totals = np.array([mask.sum() for mask in masks])
        expect_counts_vary(totals, what="the survivors of a call", mistakes=["exact_fraction"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_fresh_coins(student, rng):
    """Every forward pass throws new coins, and throws them with the layer's rng alone."""
    x = probe(SHAPE, rng)
    layer = training_layer(student, rng)
    first, second = train(layer, x), train(layer, x)
    survivors(first)
    expect_different(first, second, what="two forward passes of one layer", mistakes=["frozen_mask"])
    expect_that(
        not student.last.globals,
        what="the global random state",
        observed="forward used it, although the layer has an rng",
        expected="untouched",
        mistakes=["ignores_rng"],
    )
    expect_reproducible(
        lambda r: train(training_layer(student, r), x),
        what="two layers with equally seeded generators",
        mistakes=["ignores_rng"],
        frozen=["layers_share_seed"],
    )


@pytest.mark.points(1)
def test_gradient_zeros(student, rng):
    """The gradient is zero exactly where the last forward pass dropped."""
    layer = training_layer(student, rng)
    train(layer, probe(SHAPE, rng))
    x, dout = probe(SHAPE, rng), probe(SHAPE, rng)
    out = train(layer, x)
    on = survivors(out)
    dx, again = back(layer, dout), attempt(layer.backward, dout)
    untouched = np.array_equal(dx, dout)
    expect_same_zeros(
        dx,
        out,
        what="the zeros of dx, against those of the last out",
        mistakes={
            "gradient_untouched": untouched,
            "gradient_not_masked": not drops(dx) and not untouched,
            "gradient_through_dropped": np.array_equal(dx != 0, ~on),
            "gradient_with_new_coins": dx.any() and drops(again) and drops(dx) and not same_zeros(dx, again),
        },
    )
    zeros = rng.random(SHAPE) < 0.5  # as after a ReLU
    train(layer, np.where(zeros, 0, x))
    expect_that(
        bool((back(layer, dout)[zeros] != 0).any()),
        what="dx where x was 0",
        observed="0 everywhere, as if all of these entries had been dropped",
        expected="a gradient where the coin lets it through",
        mistakes={"mask_from_output": not follows(dx, dout * x)},
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_gradient_zeros", "test_scale")
def test_gradient_factor(student, rng):
    """Where the gradient goes through, it is multiplied by 1 / (1 - p), as the survivors were."""
    x, dout = probe(SHAPE, rng), probe(SHAPE, rng)
    layer = training_layer(student, rng)
    out = train(layer, x)
    survivors(out)
    dx = back(layer, dout)
    if same(dx, dout * out / x):
        return  # the derivative of what forward did: a wrong factor there is another check's matter
    untouched = np.array_equal(dx, dout)
    expect_scale(
        dx,
        dout,
        1 / KEEP,
        what="the factor dx / dout where dx is not zero",
        mistakes={
            "gradient_untouched": untouched,
            "gradient_not_scaled": None if untouched else 1.0,
            "gradient_times_keep": KEEP,
            "gradient_scaled_twice": 1 / KEEP**2,
            "gradient_divided_by_p": 1 / P,
            "ignores_dout": follows(dx, np.ones_like(dx)),
            "multiplies_by_activation": follows(dx, dout * x),
        },
    )


def gradient_at_evaluation(layer, dout, earlier, **mistakes):
    """Expect dout after a forward pass at evaluation; `earlier` is an output of training."""
    what = "`backward` after a forward pass at evaluation"
    dx = expect_returns(layer.backward, dout, what=what, mistakes={"fails_without_mask": "NoneType"})
    named = {"stale_mask": same_zeros(dx, earlier), **{name: judge(dx) for name, judge in mistakes.items()}}
    expect_array(dx, dout, what="after a forward pass at evaluation, dx", mistakes=named)


@pytest.mark.points(1)
@pytest.mark.needs("test_gradient_zeros")
def test_gradient_after_evaluation(student, rng):
    """After a forward pass at evaluation, backward returns dout unchanged."""
    x, dout = probe(SHAPE, rng), probe(SHAPE, rng)
    layer = training_layer(student, rng)
    out = train(layer, x)
    switch(layer, "eval")
    quiet = not drops(layer.forward(x))
    expect_that(quiet, what="forward at evaluation", observed="it drops", expected="x as it is")
    gradient_at_evaluation(
        layer,
        dout,
        out,
        gradient_scaled_at_evaluation=lambda dx: same(dx, dout / KEEP) or same(dx, dout * KEEP),
        no_gradient_at_evaluation=lambda dx: dx is None or same(dx, 0 * dout),
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_gradient_zeros")
def test_last_forward_decides(student, rng):
    """The last forward decides: switching the mode since changes nothing, and backward may be called twice."""
    x, dout = probe(SHAPE, rng), probe(SHAPE, rng)
    layer = training_layer(student, rng)
    before = train(layer, x)
    survivors(before)
    first = back(layer, dout)
    again = attempt(layer.backward, dout)
    expect_that(
        same(again, first) or not same_zeros(first, before),  # what is wrong the first time is another check's matter
        what="a second `backward` after one `forward`",
        observed="another gradient, or none",
        expected="the same as the first time",
        mistakes={"forgets_after_backward": again is None or same(again, dout) or same(again, 0 * dout)},
    )
    masks_at_all = not same(first, dout)
    out = train(layer, x)
    switch(layer, "eval")
    dx = back(layer, dout)
    expect_same_zeros(
        dx,
        out,
        what="the zeros of dx, where eval() was called after forward",
        mistakes={"mode_decides_backward": masks_at_all and np.array_equal(dx, dout)},
    )
    evaluated = layer.forward(x)
    switch(layer, "train")
    if same(evaluated, x):
        gradient_at_evaluation(layer, dout, out)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_gradient_zeros")
def test_layers_apart(student, rng):
    """Layers share nothing, and with rng=None each makes a generator of its own."""
    x = probe(SHAPE, rng)
    train(training_layer(student, rng), x)
    always_global = bool(student.last.globals)  # a layer that ignores its rng is another check's matter
    first, second = training_layer(student, None), a_layer(student.DropoutLayer(p=P))  # None is the default, too
    switch(second, "train")
    out, other = train(first, x), train(second, x)
    survivors(out)
    expect_that(
        not student.last.globals,
        what="the global random state",
        observed="a layer with rng=None used it",
        expected="untouched",
        mistakes={"global_state_by_default": not always_global},
    )
    frozen = np.array_equal(train(first, x), train(first, x))
    known = [] if frozen else ["layers_share_seed"]
    expect_different(out, other, what="two layers with rng=None", mistakes=known)
    out, other = train(first, x), train(second, x)
    dx = back(first, x)
    expect_same_zeros(
        dx,
        out,
        what="the zeros of the first layer's dx, after a forward pass of the second",
        mistakes={"layers_share_state": same_zeros(dx, other)},
    )
    switch(second, "eval")
    expect_that(
        drops(train(first, x)),
        what="the first layer, after eval() of the second",
        observed="it does not drop any more",
        expected="it still drops",
        mistakes=["layers_share_state"],
    )


@pytest.mark.points(0.25)
@pytest.mark.needs("test_gradient_zeros")
def test_shapes_and_dtypes(student, rng):
    """Any number of dimensions works, and float32 stays float32."""
    layer = training_layer(student, rng)
    flat = probe((4, 5), rng)
    train(layer, flat)
    back(layer, flat)
    x = probe((2, 3, 4, 5), rng, np.float32)
    known = ["two_dimensional_only"]
    out = expect_returns(layer.forward, x, what="`forward` with 4 dimensions", mistakes=known)
    dx = expect_returns(layer.backward, x, what="`backward` with 4 dimensions", mistakes=known)
    for name, value in (("out", out), ("dx", dx)):
        right = isinstance(value, np.ndarray) and value.shape == x.shape
        expect_that(right, what=name, observed=value, expected=f"an array of shape {x.shape}", mistakes=known)
    expect_that(
        out.dtype == dx.dtype == np.float32,
        what="the dtypes of out and dx",
        observed=f"{out.dtype} and {dx.dtype}",
        expected="float32 and float32",
        mistakes={"float64_out": out.dtype == np.float64, "gradient_float64": dx.dtype == np.float64},
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_gradient_zeros")
def test_inputs_unchanged(student, rng):
    """x and dout are left as they were."""
    layer = training_layer(student, rng)
    train(layer, probe((5, 6), rng))
    changed = ["x"] if student.last.changed else []
    back(layer, probe((5, 6), rng))
    changed += ["dout"] if student.last.changed else []
    expect_that(
        not changed,
        what="what the layer was given, after the call",
        observed=f"{' and '.join(changed)} changed in place",
        expected="as it was before",
        mistakes={"changes_input": "x" in changed, "changes_dout": "dout" in changed},
    )


@pytest.mark.points(0.25)
@pytest.mark.needs("test_gradient_zeros")
def test_refuses_bad_p(student, rng):
    """The constructor takes p in [0, 1), and 0.5 where none is given; any other p raises ValueError."""
    train(training_layer(student, rng), probe((4, 5), rng))
    for p in (1.0, -0.1, 1.5):
        what = f"`DropoutLayer(p={p})`"
        expect_raises("ValueError", student.DropoutLayer, p=p, rng=rng, what=what, mistakes=["takes_any_p"])
    known = ["refuses_zero"] if refuses(student.DropoutLayer, p=0.0, rng=rng) else []
    x = probe((100, 100), rng)
    usual = coins_of(new_layer(student, rng), x)
    layer = a_layer(expect_returns(student.DropoutLayer, p=0.0, rng=rng, what="`DropoutLayer(p=0)`", mistakes=known))
    coins = coins_of(layer, x)
    if is_kept(usual, KEEP):  # a wrong rate is another check's matter
        what = "the share that a layer with p = 0 keeps"
        expect_coins(coins, 1 - 2**-24, what=what, mistakes={"zero_as_default": 0.5})  # a float32 draw may be 0.0
    what = "`DropoutLayer(rng=rng)`, without p"
    layer = a_layer(expect_returns(student.DropoutLayer, rng=rng, what=what, mistakes=["wrong_default"]))
    coins = coins_of(layer, x)
    if is_kept(coins_of(new_layer(student, rng, 0.5), x), 0.5):
        what = "the share that a layer made without p keeps"
        expect_coins(coins, 0.5, what=what, mistakes={"wrong_default": True})
