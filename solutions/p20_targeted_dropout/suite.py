"""The hidden suite of targeted dropout. Which weights are dropped at all is exact; coins are counted among those."""

from functools import partial

import numpy as np
import pytest

from dropgrade.checks import attempt, expect_array, expect_like, expect_returns, expect_that, expect_unchanged
from dropgrade.checks.arrays import expect_precision
from dropgrade.checks.describing import between
from dropgrade.checks.dropout import parts, rate
from dropgrade.checks.dropout.function import expect_order
from dropgrade.checks.refusals import expect_refused
from dropgrade.checks.several import expect_all
from dropgrade.checks.visible.dropped_candidates import dropped_candidates, weights
from dropgrade.checks.visible.pruning import Pruning

DROPOUT = dropped_candidates("targeted_dropout")
PRUNE = Pruning("prune")


@pytest.mark.points(0.25)
@pytest.mark.essential
def test_drop_rate(student, rng):
    """Each candidate is dropped with probability p."""
    DROPOUT.expect_rate(student, rng)
    expect_order(student.targeted_dropout(weights(rng), 0.4, rate(rng), rng))
    DROPOUT.expect_rate_of_candidates(student, rng)


@pytest.mark.points(0.75)
@pytest.mark.essential
def test_candidates(student, rng):
    """All of the smallest magnitudes of each column are dropped at times, and nothing else ever is."""
    DROPOUT.expect_candidates(student, rng)


@pytest.mark.points(1.25)
def test_number(student, rng):
    """A column has int(fraction * n_in) candidates: the number is rounded down."""
    DROPOUT.expect_number(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_drop_rate")
def test_no_factor(student, rng):
    """What is kept stays as it is: nothing is rescaled."""
    DROPOUT.expect_no_factor(student, rng)


@pytest.mark.points(2)
@pytest.mark.needs("test_drop_rate")
def test_own_coins(student, rng):
    """Every candidate has a coin of its own, independent of all others."""
    DROPOUT.expect_own_coins(student, rng)
    DROPOUT.expect_every_entry(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_mask(student, rng):
    """The mask has the shape of w and holds 1 where a weight is kept."""
    DROPOUT.expect_mask_of_kept(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_own_coins")
def test_fresh_coins(student, rng):
    """Every call draws new coins, and draws them with rng alone."""
    DROPOUT.expect_fresh_coins(student, rng)


@pytest.mark.points(2)
def test_prune(student, rng):
    """prune sets the smallest magnitudes of each column to zero, and leaves all other weights."""
    PRUNE.expect_smallest(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_number", "test_prune")
def test_equal_magnitudes(student, rng):
    """Where magnitudes are equal, a column still has exactly k candidates."""
    w = rng.choice([-0.5, 0.5], (8, 12))
    zeros = (PRUNE.pruned(student, w, 0.5) == 0).sum(axis=0)
    gone = (DROPOUT.drop(student, w, rng, 0.5, 0.9)[0] == 0).sum(axis=0)  # none of 48 candidates with 1e-48
    for most, least, what in (
        (zeros.max(), zeros.min(), "the zeros that prune gives each column"),
        (gone.max(), 4 if gone.any() else 0, "the most that is dropped of a column, at p = 0.9"),
    ):
        expect_that(most <= 4 and least >= 4, observed=between(least, most), expected="4",
                    what=f"{what} where all magnitudes are equal, with 8 rows and a fraction of 0.5",
                    mistakes={"equal_magnitudes_together": most == 8 or not least, "one_candidate_too_many": most == 5})


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_number", "test_prune")
def test_whole_range(student, rng):
    """A fraction of 0 makes no weight a candidate, and one of 1 makes all of them."""
    w = weights(rng, (23, 37))
    for fraction, right, ends in ((0.0, w, "drops_all_at_fraction_zero"), (1.0, 0 * w, "equal_magnitudes_together")):
        returned = partial(expect_returns, what=f"a fraction of {fraction}", mistakes=["fails_at_one"])
        call = returned if fraction else attempt  # a refusal of 0 is another check's matter
        pruned, result = call(student.prune, w, fraction), call(student.targeted_dropout, w, fraction, 0.5, rng)
        if fraction or pruned is not None:
            expect_array(pruned, right, what=f"prune(w, {fraction})", mistakes={ends: True})
        if fraction or result is not None:
            gone = expect_like(parts(result)[0], w) == 0
            expect_that(0 < gone.sum() < gone.size if fraction else not gone.any(),
                        what=f"the weights that are dropped at target_fraction = {fraction} and p = 0.5",
                        observed=f"{gone.sum()} of {gone.size}", expected="about half of them" if fraction else "none",
                        mistakes=[ends])  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_dtype(student, rng):
    """float32 stays float32."""
    w = weights(rng).astype(np.float32)
    expect_precision(parts(student.targeted_dropout(w, 0.55, rate(rng), rng))[0], w, what="out of targeted_dropout")
    expect_precision(student.prune(w, 0.55), w, what="what prune returns")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_weights_unchanged(student, rng):
    """w is left as it was."""
    student.targeted_dropout(weights(rng), 0.55, rate(rng), rng)
    expect_unchanged(student, what="w after targeted_dropout", mistakes=["changes_weights"])
    student.prune(weights(rng), 0.55)
    expect_unchanged(student, what="w after prune", mistakes=["prune_changes_weights"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_refuses(student, rng):
    """p outside [0, 1) and fractions outside [0, 1] raise ValueError; p = 0 and a fraction of 0 do not."""
    w, p = weights(rng, (4, 3)), rate(rng)
    calls = {
        "target_fraction": lambda fraction: student.targeted_dropout(w, fraction, p, rng),
        "the fraction of prune": lambda fraction: student.prune(w, fraction),
    }
    outside = {f"{name} = {value}": partial(call, value) for value in (-0.3, 1.3) for name, call in calls.items()}
    zeros = [partial(expect_returns, call, 0.0, what=f"{name} = 0", mistakes=["refuses_zero"])
             for name, call in calls.items()]  # fmt: skip
    expect_all(
        lambda: DROPOUT.expect_refusals(student, rng, modes=(True,)),
        lambda: expect_refused("targeted_dropout or prune", outside, accepts="takes_any_fraction"),
        *zeros,
    )
