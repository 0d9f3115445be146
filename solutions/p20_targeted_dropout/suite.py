"""The hidden suite of targeted dropout. Which weights are dropped at all is exact; coins are counted among those."""

from functools import partial

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    expect_array,
    expect_like,
    expect_mask,
    expect_returns,
    expect_scale,
    expect_that,
    expect_unchanged,
)
from dropgrade.checks.arrays import expect_precision
from dropgrade.checks.describing import between
from dropgrade.checks.dropout import ONE, Dropout, parts, rate
from dropgrade.checks.dropout.function import expect_order
from dropgrade.checks.masks import UNEVEN
from dropgrade.checks.refusals import expect_refused
from dropgrade.checks.several import expect_all
from dropgrade.checks.visible.candidates import candidates_alone, expect_selected, is_selection, smallest
from dropgrade.checks.visible.members import expect_alone

LARGE = (60, 200)  # of which 0.3, 0.35 and 0.4 are whole numbers, along either axis and in all
SMALL = (20, 37)
DRAWS = 50  # so many that each of some 500 candidates is dropped in one of them


DROPOUT = Dropout(
    "targeted_dropout",
    units="candidates",
    factor=ONE,
    sharing={"one_coin_per_column": (0,), "one_coin_per_row": (1,)},
    exact={1: ["exact_share_of_candidates"]},
    view=candidates_alone(lambda student, *given: student.targeted_dropout(*given)),
)


def weights(shape, rng):
    """Weights of either sign, without zeros and without equal magnitudes."""
    return rng.choice([-1.0, 1.0], shape) * (0.05 + rng.random(shape))


def drop(student, w, rng, fraction, p):
    """One call: the output, checked for its form, and the mask as it came."""
    out, mask = parts(student.targeted_dropout(w, fraction, p, rng))
    return expect_like(out, w), mask


def ever_dropped(student, w, rng, fraction):
    """The weights that are dropped in some of many calls, and whether all calls drop the same ones."""
    draws = [drop(student, w, rng, fraction, 0.5)[0] == 0 for _ in range(DRAWS)]
    return np.logical_or.reduce(draws), all(np.array_equal(draws[0], draw) for draw in draws)


@pytest.mark.points(0.25)
@pytest.mark.essential
def test_drop_rate(student, rng):
    """Each candidate is dropped with probability p."""
    DROPOUT.expect_rate(student, rng)
    w, p, fraction = weights(LARGE, rng), rate(rng, 0.21, 0.3), float(rng.choice([0.3, 0.35, 0.4]))
    expect_order(student.targeted_dropout(w, fraction, p, rng))
    gone = np.mean([(drop(student, w, rng, fraction, p)[0] == 0).mean() for _ in range(12)])
    if abs(gone / (1 - fraction) - p) < p / 4:  # the others are taken for the candidates, which another check judges
        return
    known = {"p_of_all_weights": p / fraction, "drops_any_weight": p / fraction, "p_times_fraction": p * fraction}
    expect_that(
        abs(gone / fraction - p) < 0.4 * p,  # wide enough for coins that a row shares, which another check judges
        what=f"the share of candidates that is dropped, at target_fraction = {fraction} and p = {p}",
        observed=f"{gone / fraction:.4f}",
        expected=f"about {p:.4f}",
        mistakes={name: bool(abs(gone / fraction - chance) < chance / 4) for name, chance in known.items()},
    )


@pytest.mark.points(0.75)
@pytest.mark.essential
def test_candidates(student, rng):
    """All of the smallest magnitudes of each column are dropped at times, and nothing else ever is."""
    w, fraction = weights(SMALL, rng), float(rng.choice([0.35, 0.65]))
    ever, frozen = ever_dropped(student, w, rng, fraction)
    known = {
        "swaps_fraction_and_p": np.array_equal(ever, smallest(abs(w), len(w) // 2)),
        "drops_any_weight": bool(ever.all()),
        **dict.fromkeys(["frozen_mask", "drops_every_candidate"], frozen and bool(ever.any())),
    }
    expect_selected(ever, w, fraction, what=f"the weights that are dropped in some of {DRAWS} calls",
                    none="drops_nothing", others="drops_all_but_candidates", mistakes=known)  # fmt: skip
    expect_that(not frozen, what=f"the candidates that are dropped in each of {DRAWS} calls", observed="all of them",
                expected="some of them, others in each call", mistakes=["drops_every_candidate"])  # fmt: skip


@pytest.mark.points(1.25)
def test_number(student, rng):
    """A column has int(fraction * n_in) candidates: the number is rounded down."""
    w, k = weights((23, 37), rng), int(rng.integers(8, 15))
    fraction, rest = (k + 0.8) / 23, 23 - k  # and how many others there are, rounded in either way
    counts = ever_dropped(student, w, rng, fraction)[0].sum(axis=0)
    most, least = int(counts.max()), int(counts.min())
    known = {
        "rounds_the_number": [k + 1],
        "one_candidate_too_many": [k + 1, rest, rest + 1],
        "fraction_is_kept": [rest - 1, rest, rest + 1],
    }
    expect_that(
        most == least == k,
        what=f"the candidates of each column at a fraction of {fraction:.4f} with 23 rows, which is {k}.8 rows",
        observed=between(least, most),
        expected=f"{k}",
        mistakes={name: most == least in numbers for name, numbers in known.items()},
    )


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_drop_rate")
def test_no_factor(student, rng):
    """What is kept stays as it is: nothing is rescaled."""
    w, fraction, p = weights(SMALL, rng), 0.55, rate(rng)
    out, _ = drop(student, w, rng, fraction, p)
    what = f"the factor on the weights that are kept, at target_fraction = {fraction} and p = {p}"
    known = {
        "rescales": 1 / (1 - p),
        "rescales_by_dropped_share": 1 / (1 - p * fraction),
        "rescales_candidates": UNEVEN,
    }
    expect_scale(out, w, 1, what=what, mistakes=known, rtol=2e-6)


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
    w, fraction = weights(SMALL, rng), 0.55
    out, mask = drop(student, w, rng, fraction, rate(rng))
    known = {
        "mask_of_dropped": np.array_equal(mask, out == 0),
        "mask_of_candidates": is_selection(mask, w, fraction),
    }
    expect_mask(mask, w.shape, out != 0, mistakes=known)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_own_coins")
def test_fresh_coins(student, rng):
    """Every call draws new coins, and draws them with rng alone."""
    DROPOUT.expect_fresh_coins(student, rng)


@pytest.mark.points(2)
def test_prune(student, rng):
    """prune sets the smallest magnitudes of each column to zero, and leaves all other weights."""
    w, fraction = weights(SMALL, rng), float(rng.choice([0.34, 0.69]))  # 6.8 and 13.8 rows
    what = f"prune(w, {fraction})"
    pruned = expect_alone(student.prune(w, fraction), what=what, mistake="prune_gives_a_pair")
    again = student.prune(w, fraction)
    used = bool(student.last.globals)
    pruned = expect_like(pruned, w, what=what)
    expect_that(not used and np.array_equal(pruned, again), what=f"two calls of {what}",
                observed="the global random state was used" if used else "different results",
                expected="the same result, without any draws", mistakes=["prune_throws_coins"])  # fmt: skip
    expect_selected(pruned == 0, w, fraction, what=f"the weights that {what} sets to zero",
                    none="prune_does_nothing", others="prune_keeps_candidates")  # fmt: skip
    expect_array(pruned, w * (pruned != 0), what=what, rtol=2e-6)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_number", "test_prune")
def test_equal_magnitudes(student, rng):
    """Where magnitudes are equal, a column still has exactly k candidates."""
    w = rng.choice([-0.5, 0.5], (8, 12))
    zeros = (expect_like(student.prune(w, 0.5), w, what="prune(w, 0.5)") == 0).sum(axis=0)
    gone = (drop(student, w, rng, 0.5, 0.9)[0] == 0).sum(axis=0)  # none of 48 candidates with 1e-48
    for most, least, what in (
        (zeros.max(), zeros.min(), "the zeros that prune gives each column"),
        (gone.max(), 4 if gone.any() else 0, "the most that is dropped of a column, at p = 0.9"),
    ):
        expect_that(
            most <= 4 and least >= 4,
            what=f"{what} where all magnitudes are equal, with 8 rows and a fraction of 0.5",
            observed=between(least, most),
            expected="4",
            mistakes={"equal_magnitudes_together": most == 8 or not least, "one_candidate_too_many": most == 5},
        )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_number", "test_prune")
def test_whole_range(student, rng):
    """A fraction of 0 makes no weight a candidate, and one of 1 makes all of them."""
    w = weights((23, 37), rng)
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
    w = weights(SMALL, rng).astype(np.float32)
    expect_precision(parts(student.targeted_dropout(w, 0.55, rate(rng), rng))[0], w, what="out of targeted_dropout")
    expect_precision(student.prune(w, 0.55), w, what="what prune returns")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_weights_unchanged(student, rng):
    """w is left as it was."""
    w = weights(SMALL, rng)
    drop(student, w, rng, 0.55, rate(rng))
    expect_unchanged(student, what="w after targeted_dropout", mistakes=["changes_weights"])
    student.prune(w, 0.55)
    expect_unchanged(student, what="w after prune", mistakes=["prune_changes_weights"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_refuses(student, rng):
    """p outside [0, 1) and fractions outside [0, 1] raise ValueError; p = 0 and a fraction of 0 do not."""
    w, p = weights((4, 3), rng), rate(rng)
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
