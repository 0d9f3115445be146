"""The hidden suite of dropout before batch norm. Once the coins are read off, everything is exact."""

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    enough_coins,
    expect_array,
    expect_axes,
    expect_coins,
    expect_counts_vary,
    expect_global_state_untouched,
    expect_like,
    expect_pair,
    expect_raises,
    expect_reproducible,
    expect_returns,
    expect_that,
    fits,
    own_coins,
    probe,
)

P = 0.3
KEEP = 1 - P
EPSILON = 1e-5
ROUGH = 1e-3  # so that only the check on the small number in the root sees it
SHAPE = (100, 40)
VARIANCES, OUTPUTS = ("train", "evaluation", "ratio"), ("out_train", "out_eval")
BLOCKS = ("dropout_then_bn", "bn_then_dropout")


def norm(a, seen, epsilon=EPSILON, ddof=0):
    """a, normalized by the mean and the variance of what was seen."""
    return (a - seen.mean(axis=0)) / np.sqrt(seen.var(axis=0, ddof=ddof) + epsilon)


def batch(rng, shape=(50, 6)):
    """Features of irregular means and variances."""
    return rng.normal(size=shape) * rng.uniform(0.5, 2, shape[1]) + rng.uniform(1, 3, shape[1])


def shift(student, x, p=P):
    """The three results, as they came."""
    return expect_pair(student.variance_shift(x, p), VARIANCES)


def block(student, name, x, rng, p=P):
    """The outputs of one block in both modes, checked for their form."""
    outputs = expect_pair(getattr(student, name)(x, p, rng), OUTPUTS)
    return [expect_like(out, x, what=f"{what} of {name}") for what, out in zip(OUTPUTS, outputs, strict=True)]


def close(observed, expected, rtol=ROUGH):
    """Whether a value, whatever it is, is the array expected."""
    right = isinstance(observed, np.ndarray) and observed.shape == expected.shape and observed.dtype.kind == "f"
    return right and bool(np.allclose(observed, expected, rtol=rtol, atol=rtol * 1e-3))


def where_kept(out):
    """Which values survived, where x is positive: all that were dropped have one value, the lowest of their feature.

    A single lowest value is no drop: among 100 coins nobody drops exactly one. (Of their sample, if that is what
    was normalized.)
    """
    for axis in (0, 1):
        lowest = np.isclose(out, out.min(axis=axis, keepdims=True), rtol=0, atol=1e-9)
        dropped = lowest & (lowest.sum(axis=axis, keepdims=True) > 1)
        if dropped.any():
            break
    return ~dropped


def survivors(name, out):
    """Which values of a positive x survived a block; some have to, and some must not."""
    on = where_kept(out) if name == BLOCKS[0] else out != 0
    observed = "every one" if on.all() else "none"
    some = on.any() and not on.all()
    expect_that(some, what=f"the values that survive in {name}", observed=observed, expected="some of them")
    return on


def is_flipped(on):
    """Whether a share P survives in place of a share KEEP."""
    heads = own_coins(on)
    return bool(fits(heads.sum(), heads.size, P))


# In closed form.


@pytest.mark.points(1.5)
def test_training_variance(student, rng):
    """The training variance is that of inverted dropout's output, in closed form."""
    x = batch(rng)
    train = shift(student, x)[0]
    c, v = x.mean(axis=0), x.var(axis=0)
    again = attempt(student.variance_shift, x, P)
    random = isinstance(again, tuple) and len(again) == 3 and not np.array_equal(again[0], train)
    unbiased = x.var(axis=0, ddof=1)
    rows = x.mean(axis=1), x.var(axis=1)
    expect_array(
        train,
        (v + P * c**2) / KEEP,
        what="train",
        mistakes={
            "throws_coins": random,
            "forgets_mean": v / KEEP,
            "second_moment": (v + c**2) / KEEP,
            "drops_nothing_in_variance": v / KEEP**2,
            "no_scaling_in_variance": KEEP * (v + P * c**2),
            "variance_not_scaled": v + P * c**2 / KEEP,
            "p_keeps_in_variance": (v + KEEP * c**2) / P,
            "divides_by_n_minus_one": (unbiased + P * c**2) / KEEP,
            "standard_deviations": np.sqrt((v + P * c**2) / KEEP),
            "along_features": (rows[1] + P * rows[0] ** 2) / KEEP,
            "one_number_for_all": (x.var() + P * x.mean() ** 2) / KEEP,
            "order_of_results": v,
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_training_variance")
def test_evaluation_and_ratio(student, rng):
    """The evaluation variance is that of x, and the ratio is evaluation / train."""
    x = batch(rng)
    train, evaluation, ratio = shift(student, x)
    mistakes = {"divides_by_n_minus_one": x.var(axis=0, ddof=1), "standard_deviations": x.std(axis=0),
                "order_of_results": train, "evaluation_shrinks": x.var(axis=0) * KEEP**2,
                "along_features": x.var(axis=1), "one_number_for_all": x.var()}  # fmt: skip
    evaluation = expect_array(evaluation, x.var(axis=0), what="evaluation", mistakes=mistakes)
    train = expect_like(train, evaluation, what="train")
    mistakes = {"ratio_upside_down": train / evaluation, "ratio_of_deviations": np.sqrt(evaluation / train),
                "difference_for_ratio": train - evaluation}  # fmt: skip
    expect_array(ratio, evaluation / train, what="ratio", mistakes=mistakes)


# Measured.


@pytest.mark.points(0.5)
def test_drop_rate(student, rng):
    """Both blocks drop each value with probability p in training."""
    x = probe(SHAPE, rng)
    kinds = dict(zip(BLOCKS, (where_kept, lambda out: out != 0), strict=True))
    for name, kept in kinds.items():

        def draw(name=name, kept=kept):
            return kept(block(student, name, x, rng)[0])

        coins = enough_coins(draw(), draw, enough=1000)
        right = fits(int(coins.sum()), coins.size, KEEP)
        expect_coins(
            coins,
            KEEP,
            what=f"the share that is kept in {name}",
            mistakes={} if right else {"keeps_with_p": P, "coin_ignores_p": 0.5, **others(student, name, x)},
        )


def others(student, name, x):
    """What it is if nothing is dropped: another block, another order of results, or no coin at all."""
    out, evaluated = (np.asarray(o) for o in block(student, name, x, np.random.default_rng(0)))
    zeros, late = bool((out == 0).any()), bool((evaluated == 0).any() or not where_kept(evaluated).all())
    swapped = zeros if name == BLOCKS[0] else not zeros and not where_kept(out).all()
    everything = not zeros and bool(where_kept(out).all())
    return {"blocks_swapped": swapped, "pair_swapped": everything and late,
            "drops_nothing": everything and not late}  # fmt: skip


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_dropout_then_bn_in_training(student, rng):
    """dropout_then_bn, training: what dropout leaves is normalized by its own mean and variance."""
    x = probe(SHAPE, rng)
    out = block(student, BLOCKS[0], x, rng)[0]
    d = x * survivors(BLOCKS[0], out) / KEEP
    expect_array(
        out,
        norm(d, d),
        what="out_train of dropout_then_bn",
        rtol=ROUGH,
        mistakes={
            "statistics_of_x": norm(d, x),
            "divides_by_n_minus_one": norm(d, d, ddof=1),
            "divides_by_variance": (d - d.mean(axis=0)) / d.var(axis=0),
            "no_norm": d,
            "along_features": norm(d.T, d.T).T,
            "one_number_for_all": (d - d.mean()) / d.std(),
        },
    )


@pytest.mark.points(1.5)
@pytest.mark.needs("test_dropout_then_bn_in_training")
def test_dropout_then_bn_at_evaluation(student, rng):
    """dropout_then_bn, evaluation: x is normalized by the mean and the variance that training saw."""
    x = probe(SHAPE, rng)
    out, evaluated = block(student, BLOCKS[0], x, rng)
    on = survivors(BLOCKS[0], out)
    d = x * on / KEEP
    flipped, of_x = is_flipped(on), close(out, norm(d, x))
    expect_array(
        evaluated,
        norm(x, d),
        what="out_eval of dropout_then_bn",
        rtol=ROUGH,
        mistakes={
            "own_statistics_at_evaluation": not of_x and close(evaluated, norm(x, x)),
            "statistics_of_x": of_x and close(evaluated, norm(x, x)),
            "drops_at_evaluation": close(evaluated, out),
            "no_scaling": norm(x, x * on),
            "multiplies_by_keep": norm(x, x * on * KEEP),
            "keeps_with_p": flipped and close(evaluated, norm(x, x * on / P)),
            "divides_by_p": not flipped and close(evaluated, norm(x, x * on / P)),
            "scales_at_evaluation": norm(x * KEEP, d),
            "divides_by_n_minus_one": norm(x, d, ddof=1),
            "divides_by_variance": (x - d.mean(axis=0)) / d.var(axis=0),
            "no_norm": x,
            "along_features": norm(x.T, d.T).T,
            "one_number_for_all": (x - d.mean()) / d.std(),
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_bn_then_dropout_in_training(student, rng):
    """bn_then_dropout, training: x is normalized first, then dropped and scaled."""
    x = probe(SHAPE, rng)
    out = block(student, BLOCKS[1], x, rng)[0]
    on = survivors(BLOCKS[1], out)
    flipped = is_flipped(on)
    y = norm(x, x) * on
    expect_array(
        out,
        y / KEEP,
        what="out_train of bn_then_dropout",
        rtol=ROUGH,
        mistakes={
            "no_scaling": y,
            "multiplies_by_keep": y * KEEP,
            "keeps_with_p": flipped and close(out, y / P),
            "divides_by_p": not flipped and close(out, y / P),
            "divides_by_n_minus_one": norm(x, x, ddof=1) * on / KEEP,
            "divides_by_variance": (x - x.mean(axis=0)) / x.var(axis=0) * on / KEEP,
            "no_norm": x * on / KEEP,
            "along_features": norm(x.T, x.T).T * on / KEEP,
            "one_number_for_all": (x - x.mean()) / x.std() * on / KEEP,
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_bn_then_dropout_at_evaluation(student, rng):
    """bn_then_dropout, evaluation: x is normalized, and nothing is dropped or scaled."""
    x = probe(SHAPE, rng)
    out, evaluated = block(student, BLOCKS[1], x, rng)
    expect_array(
        evaluated,
        norm(x, x),
        what="out_eval of bn_then_dropout",
        rtol=ROUGH,
        mistakes={
            "drops_at_evaluation": bool((evaluated == 0).any() and (out == 0).any()),
            "statistics_after_dropping": norm(x, out),
            "scales_at_evaluation": norm(x, x) * KEEP,
            "divides_by_n_minus_one": norm(x, x, ddof=1),
            "divides_by_variance": (x - x.mean(axis=0)) / x.var(axis=0),
            "no_norm": x,
            "along_features": norm(x.T, x.T).T,
            "one_number_for_all": (x - x.mean()) / x.std(),
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_coins(student, rng):
    """Both blocks: every value has a coin of its own, new ones at every call, thrown with rng alone."""
    x = probe(SHAPE, rng)
    for name in BLOCKS:
        on = survivors(name, block(student, name, x, rng)[0])
        shared = {"one_mask_for_batch": [0], "one_coin_per_sample": [1]}
        expect_axes(on, (), what=f"the axes along which one coin is shared in {name}", mistakes=shared)
        expect_counts_vary(on.sum(axis=0), what=f"the survivors of a feature in {name}")
        what = f"two calls of {name} with equally seeded generators"
        frozen = {"mistakes": ["ignores_rng"], "frozen": ["frozen_mask"]}
        expect_reproducible(lambda r, name=name: block(student, name, x, r)[0], what=what, **frozen)
        expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_bn_then_dropout_at_evaluation")
def test_small_variance(student, rng):
    """Batch norm adds 0.00001 to the variance, below the root."""
    x = probe((50, 8), rng) / 100  # a variance of about 8e-6
    evaluated = block(student, BLOCKS[1], x, rng)[1]
    deviation = x - x.mean(axis=0)
    mistakes = {"no_epsilon": norm(x, x, 0), "epsilon_beside_root": deviation / (x.std(axis=0) + EPSILON),
                "divides_by_n_minus_one": norm(x, x, ddof=1), "along_features": norm(x.T, x.T).T,
                "scales_at_evaluation": norm(x, x) * KEEP}  # fmt: skip
    expect_array(evaluated, norm(x, x), what="out_eval of bn_then_dropout where x varies little", mistakes=mistakes)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_training_variance", "test_drop_rate")
def test_dtype(student, rng):
    """float32 stays float32, in all three functions."""
    block(student, BLOCKS[0], probe((20, 4), rng), rng)
    x = probe((20, 4), rng, np.float32)
    named = zip(VARIANCES, shift(student, x), strict=True)
    results = [(f"{name} of variance_shift", value) for name, value in named]
    for block_name in BLOCKS:
        outputs = expect_pair(getattr(student, block_name)(x, P, rng), OUTPUTS)
        results += [(f"{name} of {block_name}", value) for name, value in zip(OUTPUTS, outputs, strict=True)]
    for what, value in results:
        dtype = value.dtype if isinstance(value, np.ndarray) else "none"
        expect_that(dtype == np.float32, what=f"the dtype of {what}", observed=str(dtype), expected="float32",
                    mistakes={"float64_out": dtype == np.float64})  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_training_variance", "test_drop_rate")
def test_input_unchanged(student, rng):
    """x is left as it was by all three functions."""
    x = batch(rng)
    changed = []
    for name, more in (("variance_shift", ()), *((b, (rng,)) for b in BLOCKS)):
        getattr(student, name)(x, P, *more)
        changed += [name] if student.last.changed else []
    expect_that(not changed, what="x after the call", observed=f"changed in place by {', '.join(changed)}",
                expected="as it was before", mistakes=["changes_input"])  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_training_variance", "test_drop_rate")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError in all three functions, p = 0 does not."""
    x = batch(rng, (6, 3))
    for name, more in (("variance_shift", ()), *((b, (rng,)) for b in BLOCKS)):
        call = getattr(student, name)
        for p in (1.0, -0.1, 1.5):
            expect_raises("ValueError", call, x, p, *more, what=f"{name} with p = {p}", mistakes=["takes_any_p"])
        expect_returns(call, x, 0.0, *more, what=f"{name} with p = 0", mistakes=["refuses_zero"])
