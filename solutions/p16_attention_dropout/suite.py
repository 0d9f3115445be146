"""The hidden suite of attention dropout. Values that are a unit matrix show which weights were used."""

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    constant_axes,
    expect_array,
    expect_coins,
    expect_counts_vary,
    expect_different,
    expect_like,
    expect_pair,
    expect_that,
    expect_value,
    fits,
    probe,
)
from dropgrade.checks.dropout import Dropout, rate
from dropgrade.checks.readings import choices, expect_explained
from dropgrade.checks.visible.attention import (
    MEMBERS,
    AttentionWeights,
    both,
    expect_weights_dropped,
    right_weights,
    shapes,
    showing,
    softmax,
)

WEIGHTS = AttentionWeights(lambda student, *given: student.attention(*given))
DROPOUT = Dropout(
    "attention",
    units="weights",
    many=(3, 2, 30, 41),  # so many keys are never dropped all at once
    some=(5, 4, 12, 41),
    few=(2, 3, 8, 41),
    sharing={"one_mask_for_heads": (1,), "drops_whole_keys": (2,), "drops_whole_queries": (3,),
             "drops_whole_heads": (2, 3)},
    names={0: "samples", 1: "heads", 2: "queries", 3: "keys"},
    view=WEIGHTS.view,
)  # fmt: skip


def given(rng, size=1.0, dtype=np.float64):
    """Irregular queries, keys and values; every length is another one."""
    shapes = (2, 3, 6, 5), (2, 3, 7, 5), (2, 3, 7, 4)
    q, k = (size * rng.normal(size=shape) for shape in shapes[:2])
    return q.astype(dtype), k.astype(dtype), probe(shapes[2], rng, dtype)


def weights_by_mistakes(qkv, p):
    """The weights of an evaluation, and those that mistakes would give."""
    q, k, v = qkv
    d = q.shape[-1]
    products = q @ k.swapaxes(-1, -2)
    divisors = {"": d**0.5, "scores_not_scaled": 1, "scores_divided_by_d": d, "scores_times_root": d**-0.5,
                "root_of_key_count": k.shape[-2] ** 0.5, "root_of_value_length": v.shape[-1] ** 0.5}  # fmt: skip
    later = np.where(np.tri(*products.shape[-2:], dtype=bool), 0, -np.inf)
    hidden = {"": 0, "hides_later_keys": later}
    factors = {"": 1, "scales_at_evaluation": 1 - p, "divides_at_evaluation": 1 / (1 - p), "evaluation_times_p": p}
    for everything in ((-2, -1), None):
        axes = {"": -1, "softmax_over_queries": -2, "softmax_over_everything": everything}
        for names, (divisor, hide, axis, factor) in choices(divisors, hidden, axes, factors):
            yield names, softmax(products / divisor + hide, axis) * factor


def expect_right_weights(student, qkv, rng, what):
    """Expect the weights of the statement at evaluation, and out made of them."""
    p, (q, k, v) = rate(rng), qkv
    first, second = both(student.attention(*qkv, p, False, rng))
    swapped = tuple(getattr(value, "shape", ()) for value in (second, first)) == shapes(qkv)
    expect_that(not swapped, what="what it returns", observed="the weights first, and out second",
                expected="the pair (out, weights)", mistakes=["pair_swapped"])  # fmt: skip
    if isinstance(second, np.ndarray) and (second == 0).any():
        DROPOUT.expect_evaluation(student, rng)
    out, weights = WEIGHTS.call(student, qkv, rng, p, training=False)
    expect_explained(weights, right_weights(q, k), lambda: weights_by_mistakes(qkv, p), what=what)
    right = weights @ v
    scaled = {"scales_at_evaluation": right * (1 - p), "divides_at_evaluation": right / (1 - p)}
    expect_array(out, right, what="out, from the weights", mistakes=scaled)


@pytest.mark.points(1)
@pytest.mark.needs("test_large_scores")
def test_attention(student, rng):
    """Evaluation: weights = softmax(q k / sqrt(d)) over the keys, and out = weights v."""
    expect_right_weights(student, given(rng), rng, "weights")


@pytest.mark.points(2)
def test_large_scores(student, rng):
    """Evaluation: scores in the thousands give the right weights too, and never NaN."""
    qkv = given(rng, size=60.0)
    _, weights = both(student.attention(*qkv, rate(rng), False, rng))
    nan = isinstance(weights, np.ndarray) and weights.dtype.kind == "f" and bool(np.isnan(weights).any())
    what = "weights, with scores in the thousands"
    expect_that(not nan, what=what, observed="some are NaN", expected="finite numbers", mistakes=["overflows"])
    expect_right_weights(student, given(rng, size=6.0), rng, "weights, with large scores")
    expect_right_weights(student, qkv, rng, what)


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_evaluation(student, rng):
    """Evaluation: nothing is dropped or scaled, and each query's weights add up to 1; no rng is needed."""
    DROPOUT.expect_evaluation(student, rng)
    qkv, p = given(rng), rate(rng)
    both(student.attention(*qkv, p, False, rng))
    weights = WEIGHTS.call(student, qkv, rng, p, training=False)[1]
    sums, by_key, total = (weights.sum(axis=axis) for axis in (-1, -2, (-2, -1)))
    worst, everything = sums.flat[abs(sums - 1).argmax()], [np.allclose(total, 1), np.isclose(total.sum(), 1)]
    names = {"softmax_over_queries": np.allclose(by_key, 1), "softmax_over_everything": any(everything)}
    expect_value(worst, 1.0, what="the sum of a query's weights", mistakes=names)


@pytest.mark.points(1)
@pytest.mark.essential
def test_drop_rate(student, rng):
    """Training: each weight is dropped with probability p, it becomes exactly zero."""
    DROPOUT.expect_rate(student, rng)
    x, p = probe(DROPOUT.some, rng), rate(rng)
    first, second = (DROPOUT.train(student, x, rng, p)[0] != 0 for _ in range(2))
    expect_different(first, second, what="the weights that survive in two calls in a row", mistakes=["frozen_mask"])


@pytest.mark.points(1)
@pytest.mark.essential
def test_scale(student, rng):
    """Training: surviving weights are multiplied by 1 / (1 - p), and not made to add up to 1 again."""
    x, p = probe(DROPOUT.few, rng), rate(rng)
    weights = DROPOUT.train(student, x, rng, p)[0] / x.sum(axis=-1, keepdims=True)
    on = weights != 0
    sums, shares = weights.sum(axis=-1), on.mean(axis=-1)
    what, expected = f"the factor on the surviving weights at p = {p}", f"{1 / (1 - p):.6g} for all"
    expect_that(on.all() or np.ptp(sums) > 1e-3, what=what, observed="such that each query's add up to the same again",
                expected=expected, mistakes=["renormalises"])  # fmt: skip
    by_query = weights * shares[..., None] / on.mean() * x.sum(axis=-1, keepdims=True) / x
    expect_that(np.ptp(shares[shares > 0]) == 0 or np.ptp(by_query[on]) > 1e-3, what=what,
                observed="1 / the share that each query kept in this draw", expected=expected,
                mistakes=["rescales_by_realised_share"])  # fmt: skip
    DROPOUT.expect_factor(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_own_coins(student, rng):
    """Training: every single weight has a coin of its own, in every sample, head, query and key."""
    on = DROPOUT.train(student, probe(DROPOUT.some, rng), rng, rate(rng))[0] != 0
    expect_that(constant_axes(on) != (0, 1), what="who shares a coin", observed="all heads of all samples",
                expected="nobody", mistakes=["one_mask_for_samples_and_heads"])  # fmt: skip
    if not constant_axes(on):
        expect_counts_vary(on.sum(axis=-1), what="the weights that each query keeps",
                           mistakes=["exact_fraction_per_row"])  # fmt: skip
    DROPOUT.expect_own_coins(student, rng)
    x = probe((6, 3, 40, 5), rng)
    on, largest = DROPOUT.train(student, x, rng, rate(rng))[0] != 0, x == x.max(axis=-1, keepdims=True)
    spared = on[largest].all() and not on[~largest].all()
    expect_that(not spared, what="the largest weight of each query", observed="always kept", expected="like others",
                mistakes=["spares_some_entries"])  # fmt: skip
    DROPOUT.expect_every_entry(student, rng)


@pytest.mark.points(0.5)
def test_few_keys(student, rng):
    """Training: coins may drop all keys of a query, whose output is then zero; small rates count as well."""
    p = rate(rng, 0.42, 0.48)
    x = probe((8, 4, 100, 2), rng)
    result = attempt(student.attention, *showing(x), p, True, rng)
    out = result[0] if isinstance(result, tuple | list) and result else None
    nan = isinstance(out, np.ndarray) and out.dtype.kind == "f" and bool(np.isnan(out).any())
    expect_that(not nan, what="out, for a query that loses all of its keys", observed="NaN", expected="0",
                mistakes=["renormalises"])  # fmt: skip
    heads = DROPOUT.train(student, x, rng, p)[0] != 0
    readings = [1 - p + p * p / 2, 1 - p + p * p]  # where nothing is left, one of the two is kept, or both are
    named = any(fits(int(heads.sum()), heads.size, share) for share in readings)
    what = f"the share of weights that is kept where there are two keys, at p = {p}"
    expect_coins(heads, 1 - p, what=what, mistakes={"keeps_one_key": named})
    DROPOUT.expect_small_rate(student, rng, shape=(3, 2, 30, 41))


@pytest.mark.points(1)
@pytest.mark.needs("test_own_coins")
def test_returned_weights(student, rng):
    """Training: the weights that come back are those that out was made of, after dropping."""
    qkv, p = showing(probe(DROPOUT.few, rng)), rate(rng)
    first, _ = both(student.attention(*qkv, p, True, rng))
    expect_like(first, np.empty(shapes(qkv)[0]))
    plain, (out, weights) = WEIGHTS.undropped(student, qkv), WEIGHTS.call(student, qkv, rng, p, training=True)
    expect_weights_dropped(out, weights, plain, p)
    used = out[..., : DROPOUT.few[-1]]
    on = used != 0
    readings = {"returns_undropped_weights": plain, "returns_unscaled_weights": plain * on, "returns_mask": on * 1.0}
    expect_array(weights, used, what="weights, against those in out", mistakes=readings)


@pytest.mark.points(1)
@pytest.mark.needs("test_own_coins")
def test_fresh_coins(student, rng):
    """Training: every call draws new coins, and draws them with rng alone."""
    DROPOUT.expect_fresh_coins(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_own_coins")
def test_dtype(student, rng):
    """float32 stays float32, in out and in weights."""
    for training, mode in ((True, "in training"), (False, "at evaluation")):
        qkv, p = given(rng, dtype=np.float32), rate(rng)
        both(student.attention(*qkv, p, training, rng))
        for name, value in zip(MEMBERS, WEIGHTS.call(student, qkv, rng, p, training=training), strict=True):
            like, double = np.empty(value.shape, np.float32), ["float64_out"] if value.dtype == np.float64 else []
            expect_like(value, like, what=f"{name} {mode}", dtype_mistakes=double)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_own_coins")
def test_inputs_unchanged(student, rng):
    """q, k and v are left as they were."""
    DROPOUT.expect_unchanged(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_own_coins")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 does not."""
    DROPOUT.expect_refusals(student, rng)
