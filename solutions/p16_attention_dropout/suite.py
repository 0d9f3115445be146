"""The hidden suite of attention dropout.

The values are two unit matrices side by side: so out shows the weights that it was made of, twice. What is dropped
of the weights is missing in both halves alike; what is dropped elsewhere is not.
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
    expect_pair,
    expect_raises,
    expect_reproducible,
    expect_returns,
    expect_scale,
    expect_that,
    expect_unchanged,
    expect_value,
    fits,
    kept_scale,
    own_coins,
    refuses,
)

P = 0.3
KEEP = 1 - P
NORMAL = (0.3820886, 0.6179114, 0.7580363)  # P(a normal draw >= p), P(it is < p), P(it is < 1 - p)
LEADING, QUERIES, KEYS, D = (2, 3), 21, 31, 5  # 0.7 of no product of them is whole; so many keys are never all dropped
MEMBERS = ("out", "weights")


def given(rng, leading=LEADING, size=1.0, dtype=np.float64):
    """Queries, keys, and values that are two unit matrices side by side."""
    q, k = (size * rng.normal(size=(*leading, n, D)) for n in (QUERIES, KEYS))
    v = np.broadcast_to(np.tile(np.eye(KEYS), 2), (*leading, KEYS, 2 * KEYS))
    return tuple(a.astype(dtype) for a in (q, k, v))


def softmax(scores, axis=-1):
    """Softmax along an axis."""
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def right_weights(q, k, divisor=D**0.5, axis=-1):
    """The weights without dropout; other divisors and axes are mistakes."""
    return softmax(q @ k.swapaxes(-1, -2) / divisor, axis)


def call(student, qkv, rng, training=True, p=P):
    """One call: out and weights, checked for their form."""
    out, weights = expect_pair(student.attention(*qkv, p, training, rng), MEMBERS)
    q, k, v = qkv
    expect_like(out, np.empty((*q.shape[:-1], v.shape[-1]), q.dtype))
    return out, expect_like(weights, np.empty((*q.shape[:-1], k.shape[-2]), q.dtype), what="weights")


def used(out):
    """The weights that out was made of."""
    return out[..., :KEYS]


def torn(out):
    """Whether something else than weights was dropped: the two halves of out then differ."""
    return not np.array_equal(used(out), out[..., KEYS:])


def undropped(student, qkv, rng):
    """The weights that the student drops some of, which p = 0 shows, or the right ones where it shows nothing."""
    match attempt(student.attention, *qkv, 0.0, True, rng):
        case (np.ndarray() as out, _) if out.shape == (*LEADING, QUERIES, 2 * KEYS):
            weights = used(out)
            if (weights > 0).all() and (weights <= 1).all():
                return weights
    return right_weights(*qkv[:2])


def survivors(out):
    """Which weights survived; what follows from them needs some that did and some that did not."""
    on = used(out) != 0
    expect_that(
        on.any() and not on.all(),
        what="the weights that survive",
        observed="every one" if on.all() else "none",
        expected="some of them",
    )
    return on


def adds_up(weights, axis=-1):
    """Whether weights add up to 1 along an axis."""
    return bool(np.allclose(weights.sum(axis=axis), 1))


def ties(weights):
    """The share of weights that another one of the same query equals."""
    ordered = np.sort(weights, axis=-1)
    return float((ordered[..., 1:] == ordered[..., :-1]).mean())


@pytest.mark.points(1)
def test_probabilities(student, rng):
    """Evaluation: the weights of each query are positive and add up to 1."""
    qkv = given(rng)
    flat = attempt(student.attention, *given(rng, ()), P, False, rng) is not None
    known = ["two_dimensional_only"] if flat else []
    expect_returns(student.attention, *qkv, P, False, rng, what="a call with samples and heads", mistakes=known)
    out, weights = call(student, qkv, rng, training=False)
    zeros = bool((used(out) == 0).any())
    swapped = zeros and not (used(call(student, qkv, rng)[0]) == 0).any()
    drops = {"modes_swapped": swapped, "drops_at_evaluation": zeros and not swapped}
    least = weights.min()
    expect_that(least > 0, what="the smallest weight", observed=least, expected="above 0", mistakes=drops)
    sums = weights.sum(axis=-1)
    worst = sums.flat[abs(sums - 1).argmax()]
    scaled = {"scales_at_evaluation": KEEP, "divides_at_evaluation": 1 / KEEP}
    others = {"softmax_over_queries": adds_up(weights, -2), "softmax_over_everything": adds_up(weights, (-2, -1))}
    expect_value(worst, 1.0, what="the sum of a query's weights", mistakes=scaled | others)


@pytest.mark.points(1.5)
def test_attention(student, rng):
    """Evaluation: weights = softmax(q k / sqrt(d)) over the keys, and out = weights v."""
    qkv = given(rng)
    out, weights = call(student, qkv, rng, training=False)
    divisors = {(): D**0.5, ("scores_not_scaled",): 1, ("scores_divided_by_d",): D, ("root_of_key_count",): KEYS**0.5}
    axes = {(): -1, ("softmax_over_queries",): -2, ("softmax_over_everything",): (-2, -1)}
    factors = {(): 1, ("scales_at_evaluation",): KEEP, ("divides_at_evaluation",): 1 / KEEP}
    readings = {
        a + b + c: right_weights(*qkv[:2], divisor, axis) * factor
        for (a, divisor), (b, axis), (c, factor) in itertools.product(divisors.items(), axes.items(), factors.items())
    }
    names = next((names for names, value in readings.items() if np.allclose(weights, value, rtol=1e-9)), ())
    zeros = bool((weights == 0).any())
    swapped = zeros and not (used(call(student, qkv, rng)[0]) == 0).any()
    drops = {"modes_swapped": swapped, "drops_at_evaluation": zeros and not swapped}
    queries = {"softmax_over_queries": adds_up(weights, -2) and not names}  # whichever number is taken away first
    expect_array(weights, readings[()], what="weights", mistakes=queries | dict.fromkeys(names, True) | drops)
    right = weights @ qkv[2]
    scaled = {"scales_at_evaluation": right * KEEP, "divides_at_evaluation": right / KEEP}
    expect_array(out, right, what="out, from your weights", mistakes=scaled)


@pytest.mark.points(1.5)
def test_drop_rate(student, rng):
    """Training: each weight is dropped with probability p, it becomes exactly zero."""
    qkv = given(rng)
    out = used(call(student, qkv, rng)[0])
    on, plain = out != 0, undropped(student, qkv, rng)
    undone = on.any() and np.isclose(kept_scale(out, plain), 1 / KEEP)  # the coins reversed, the factor right
    swapped = on.all() and bool((used(call(student, qkv, rng, training=False)[0]) == 0).any())

    def again():
        return used(call(student, qkv, rng)[0]) != 0

    heads = enough_coins(on, again)
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
            "drops_scores": on.all() and not swapped and ties(out) > 0.1,
            "drops_nothing": on.all() and not swapped and np.allclose(out, plain, rtol=1e-9),
            "modes_swapped": swapped,
        },
    )
    expect_different(on, again(), what="what survives in two calls in a row", mistakes=["frozen_mask"])


@pytest.mark.points(1.5)
@pytest.mark.needs("test_drop_rate")
def test_scale(student, rng):
    """Training: surviving weights are multiplied by 1 / (1 - p), and not made to add up to 1 again."""
    qkv = given(rng)
    out, _ = call(student, qkv, rng)
    on, out = survivors(out), used(out)
    coins = own_coins(on)
    flipped = coins.mean() < 0.5 and fits(coins.sum(), coins.size, P)
    sums = out.sum(axis=-1)
    expect_scale(
        out,
        undropped(student, qkv, rng),
        1 / KEEP,
        what="the factor on the surviving weights",
        mistakes={
            "renormalises": bool(np.allclose(sums, sums.flat[0])),
            "no_scaling": 1.0,
            "multiplies_by_keep": KEEP,
            "divides_by_p": None if flipped else 1 / P,
            "keeps_with_p": 1 / P if flipped else None,
            "scales_twice": 1 / KEEP**2,
            "rescales_by_realised_share": on.size / on.sum(),
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_what_is_dropped(student, rng):
    """Training: weights are dropped, not parts of the values or of the output."""
    out, _ = call(student, given(rng), rng)
    columns = 2 in constant_axes(survivors(out))
    expect_that(
        not torn(out),
        what="a dropped weight, in the places of out that it counts for",
        observed="missing in some and there in others",
        expected="missing in all",
        mistakes={"drops_values": columns, "drops_output": not columns},
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_own_coins(student, rng):
    """Training: every weight has a coin of its own, in every sample, head, query and key."""
    out, _ = call(student, given(rng), rng)
    on = survivors(out)
    shared = constant_axes(on)
    names = [("samples", "one_mask_for_batch"), ("heads", "one_mask_for_heads"),
             ("queries", "drops_whole_keys"), ("keys", "drops_whole_queries")]  # fmt: skip
    expect_that(
        not shared,
        what="who shares a coin",
        observed=" and ".join(f"all {names[axis][0]}" for axis in shared),
        expected="nobody",
        mistakes={name: axis in shared and not torn(out) for axis, (_, name) in enumerate(names)},
    )
    expect_counts_vary(on.sum(axis=-1), what="the weights kept for each query", mistakes=["exact_fraction"])
    masks = [survivors(call(student, given(rng, (1, 1)), rng)[0]) for _ in range(8)]
    if not np.array_equal(masks[0], masks[1]):  # a frozen mask is another check's matter
        totals = np.array([mask.sum() for mask in masks])
        expect_counts_vary(totals, what="the weights kept in a call", mistakes=["exact_fraction"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_returned_weights(student, rng):
    """Training: the weights that come back are those that out was made of, after dropping."""
    qkv = given(rng)
    out, weights = call(student, qkv, rng)
    on, plain = survivors(out), undropped(student, qkv, rng)
    expect_array(
        weights,
        used(out),
        what="weights, against those in out",
        mistakes={
            "returns_undropped_weights": not torn(out) and np.allclose(weights, plain, rtol=1e-9),
            "returns_unscaled_weights": plain * on,
            "returns_mask": np.array_equal(weights, on),
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_fresh_coins(student, rng):
    """Training: every call throws new coins, and throws them with rng alone."""
    qkv = given(rng)
    first, second = (call(student, qkv, rng)[0] for _ in range(2))
    survivors(first)
    expect_different(first, second, what="two calls in a row", mistakes=["frozen_mask"])
    expect_reproducible(lambda r: call(student, qkv, r)[0], mistakes=["ignores_rng"], frozen=["frozen_mask"])
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_probabilities")
def test_large_scores(student, rng):
    """Scores in the thousands give finite weights; evaluation needs no rng."""
    qkv = given(rng, size=100.0)
    _, weights = expect_pair(student.attention(*qkv, P, False, None), MEMBERS)
    nan = isinstance(weights, np.ndarray) and bool(np.isnan(weights).any())
    what = "with scores in the thousands, weights"
    queries = adds_up(call(student, given(rng), rng, training=False)[1], -2)  # a key that no query needs gives 0 / 0
    known = {"softmax_over_queries": queries, "overflows": not queries}
    expect_that(not nan, what=what, observed="some are NaN", expected="finite numbers", mistakes=known)
    expect_like(weights, right_weights(*qkv[:2]), what=what)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_probabilities")
def test_dtype(student, rng):
    """float32 stays float32, in out and in weights."""
    qkv = given(rng, (1, 2), dtype=np.float32)
    for training in (True, False):
        pair = expect_pair(student.attention(*qkv, P, training, rng), MEMBERS)
        for name, value, width in zip(MEMBERS, pair, (2 * KEYS, KEYS), strict=True):
            like = np.empty((1, 2, QUERIES, width), np.float32)
            what = f"{name} with training = {training}"
            expect_like(value, like, what=what, dtype_mistakes=["float64_out"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_probabilities")
def test_inputs_unchanged(student, rng):
    """q, k and v are left as they were."""
    for training in (True, False):
        student.attention(*given(rng, (1, 2)), P, training, rng)
        expect_unchanged(student, what="what you were given,", mistakes=["changes_input"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_probabilities")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 does not."""
    qkv, function = given(rng, (1, 2)), student.attention
    for training in (True, False):
        for p in (1.0, -0.1, 1.5):
            what = f"a call with p = {p} and training = {training}"
            expect_raises("ValueError", function, *qkv, p, training, rng, what=what, mistakes=["takes_any_p"])
        zero = refuses(function, *qkv, 0.0, training, rng) and not refuses(function, *qkv, P, training, rng)
        known = ["refuses_zero"] if zero else []
        what = f"a call with p = 0 and training = {training}"
        expect_returns(function, *qkv, 0.0, training, rng, what=what, mistakes=known)
