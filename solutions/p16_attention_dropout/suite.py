"""The hidden suite of attention dropout. Values that are a unit matrix show which weights were used."""

import pytest

from dropgrade.checks import attempt, expect_coins, expect_that, fits, probe
from dropgrade.checks.dropout import Dropout, rate
from dropgrade.checks.visible.attention import showing
from dropgrade.checks.visible.attention_checks import Attention, expect_no_nan

ATTENTION = Attention(lambda student, *given: student.attention(*given))
DROPOUT = Dropout(
    "attention",
    units="weights",
    many=(3, 2, 30, 41),  # so many keys are never dropped all at once
    some=(5, 4, 12, 41),
    few=(2, 3, 8, 41),
    sharing={
        "one_mask_for_heads": (1,),
        "one_mask_for_samples_and_heads": (0, 1),
        "drops_whole_keys": (2,),
        "drops_whole_queries": (3,),
        "drops_whole_heads": (2, 3),
    },
    names={0: "samples", 1: "heads", 2: "queries", 3: "keys"},
    view=ATTENTION.view,
)


@pytest.mark.points(1)
@pytest.mark.needs("test_large_scores")
def test_attention(student, rng):
    """Evaluation: weights = softmax(q k / sqrt(d)) over the keys, and out = weights v."""
    ATTENTION.expect_formula(student, rng, DROPOUT)


@pytest.mark.points(2)
def test_large_scores(student, rng):
    """Evaluation: scores in the thousands give the right weights too, and never NaN."""
    ATTENTION.expect_large_scores(student, rng, DROPOUT)


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_evaluation(student, rng):
    """Evaluation: nothing is dropped or scaled, and each query's weights add up to 1; no rng is needed."""
    DROPOUT.expect_evaluation(student, rng, mask=False)
    ATTENTION.expect_sums(student, rng)


@pytest.mark.points(1)
@pytest.mark.essential
def test_drop_rate(student, rng):
    """Training: each weight is dropped with probability p, it becomes exactly zero."""
    DROPOUT.expect_rate(student, rng)
    DROPOUT.expect_new_coins(student, rng)


@pytest.mark.points(1)
@pytest.mark.essential
def test_scale(student, rng):
    """Training: surviving weights are multiplied by 1 / (1 - p), and not made to add up to 1 again."""
    DROPOUT.expect_factor(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_own_coins(student, rng):
    """Training: every single weight has a coin of its own, in every sample, head, query and key."""
    DROPOUT.expect_own_coins(student, rng)
    expect_largest_like_others(student, rng)
    DROPOUT.expect_every_entry(student, rng)


def expect_largest_like_others(student, rng):
    """Expect the largest weight of each query to be dropped at times."""
    x = probe((6, 3, 40, 5), rng)
    on, largest = DROPOUT.train(student, x, rng, rate(rng))[0] != 0, x == x.max(axis=-1, keepdims=True)
    spared = on[largest].all() and not on[~largest].all()
    expect_that(not spared, what="the largest weight of each query", observed="always kept", expected="like others",
                mistakes=["spares_some_entries"])  # fmt: skip


@pytest.mark.points(0.5)
def test_few_keys(student, rng):
    """Training: coins may drop all keys of a query, whose output is then zero; small rates count as well."""
    p, x = rate(rng, 0.42, 0.48), probe((8, 4, 100, 2), rng)
    result = attempt(student.attention, *showing(x), p, True, rng)
    out = result[0] if isinstance(result, tuple | list) and result else None
    expect_no_nan(out, what="out, for a query that loses all of its keys", expected="0", mistakes=["renormalises"])
    on = DROPOUT.train(student, x, rng, p)[0] != 0
    readings = [1 - p + p * p / 2, 1 - p + p * p]  # where nothing is left, one of the two is kept, or both are
    named = any(fits(int(on.sum()), on.size, share) for share in readings)
    what = f"the share of weights that is kept where there are two keys, at p = {p}"
    expect_coins(on, 1 - p, what=what, mistakes={"keeps_one_key": named})
    DROPOUT.expect_small_rate(student, rng, shape=(3, 2, 30, 41))


@pytest.mark.points(1)
@pytest.mark.needs("test_own_coins")
def test_returned_weights(student, rng):
    """Training: the weights that come back are those that out was made of, after dropping."""
    ATTENTION.expect_returned_weights(student, rng, DROPOUT.few)


@pytest.mark.points(1)
@pytest.mark.needs("test_own_coins")
def test_fresh_coins(student, rng):
    """Training: every call draws new coins, and draws them with rng alone."""
    DROPOUT.expect_fresh_coins(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_own_coins")
def test_dtype(student, rng):
    """float32 stays float32, in out and in weights."""
    ATTENTION.expect_dtype(student, rng)


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
