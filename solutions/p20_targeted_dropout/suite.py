"""The hidden suite of targeted dropout. Which weights are dropped at all is exact; coins are counted among those."""

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    expect_array,
    expect_coins,
    expect_counts_vary,
    expect_different,
    expect_global_state_untouched,
    expect_like,
    expect_mask,
    expect_pair,
    expect_raises,
    expect_reproducible,
    expect_returns,
    expect_scale,
    expect_that,
    expect_unchanged,
)

FRACTION, P = 0.6, 0.2
LARGE = (60, 130)  # 4680 candidates: enough coins to tell the rates of all mistakes apart
SMALL = (23, 37)  # at 0.6 there are 13.8 candidates in a column, and more or fewer after each known mistake


def weights(shape, rng):
    """Weights of either sign, without zeros and without equal magnitudes."""
    return rng.choice([-1.0, 1.0], shape) * (0.05 + rng.random(shape))


def drop(student, w, rng, fraction=FRACTION, p=P):
    """One call: the output, checked for its form, and the mask as it came."""
    out, mask = expect_pair(student.targeted_dropout(w, fraction, p, rng))
    return expect_like(out, w), mask


def smallest(score, k, axis=0):
    """The k smallest scores along an axis, marked."""
    return score.argsort(axis=axis).argsort(axis=axis) < k


def selections(w, fraction, p=None):
    """Who would be a candidate: the right answer first, then what each mistake would give."""
    n, size = w.shape[0], abs(w)
    k = int(fraction * n)
    found = {
        "": smallest(size, k),
        "largest_magnitudes": smallest(-size, k),
        "signed_values": smallest(w, k),
        "ranks_rows": smallest(size, int(fraction * w.shape[1]), axis=1),
        "ranks_whole_matrix": smallest(size.ravel(), int(fraction * w.size)).reshape(w.shape),
        "one_candidate_too_many": smallest(size, k + 1),
        "fraction_is_kept": smallest(size, int((1 - fraction) * n)),
        "drops_any_weight": np.ones(w.shape, dtype=bool),
    }
    if p is not None:
        found["swaps_fraction_and_p"] = smallest(size, int(p * n))
    return found


def selected_by(found, chosen):
    """The mistakes by which these weights were chosen."""
    return {name: np.array_equal(chosen, marked) for name, marked in found.items() if name}


def own_candidates(gone, w):
    """The candidates as this solution chooses them; whether they are the right ones is judged elsewhere."""
    found = sorted(selections(w, FRACTION, P).values(), key=np.count_nonzero)
    return next(marked for marked in found if not (gone & ~marked).any())


def shared_coins(gone, chosen):
    """Where all candidates of each column, or of each row, have one fate: the mistake's name; nothing otherwise."""
    if not gone.any() or np.array_equal(gone, chosen):
        return []  # no coins at all, which is another matter
    names = ("one_coin_per_column", "one_coin_per_row")
    return [n for axis, n in enumerate(names) if np.array_equal((gone & chosen).any(axis), (gone | ~chosen).all(axis))]


def ranks_rightly(student, w, rng):
    """Whether both functions find the candidates among different magnitudes."""
    right = selections(w, FRACTION)[""]
    gone, pruned = attempt(drop, student, w, rng), attempt(student.prune, w, FRACTION)
    found = gone is not None and np.array_equal(own_candidates(gone[0] == 0, w), right)
    return found and isinstance(pruned, np.ndarray) and np.array_equal(pruned == 0, right)


@pytest.mark.points(1.5)
def test_drop_rate(student, rng):
    """Each candidate is dropped with probability p."""
    w = weights(LARGE, rng)
    gone = drop(student, w, rng)[0] == 0
    chosen = own_candidates(gone, w)
    heads, shared = ~gone[chosen], shared_coins(gone, chosen)
    swapped = np.array_equal(chosen, selections(w, FRACTION, P)["swaps_fraction_and_p"])
    expect_coins(
        heads,
        1 - P,
        what="the share of candidates that are kept",
        mistakes={
            "keeps_with_p": P,
            "drops_every_candidate": 0.0,
            "coin_ignores_p": None if swapped else 0.5,
            "swaps_fraction_and_p": 1 - FRACTION if swapped else None,
            "p_of_all_weights": 1 - P / FRACTION,
            "drops_nothing": bool(heads.all()),
        }
        if not shared
        else dict.fromkeys(shared, True),  # few coins fit several rates
    )


@pytest.mark.points(2)
def test_candidates(student, rng):
    """All of the smallest magnitudes of each column are dropped at times, and nothing else ever is."""
    w = weights(SMALL, rng)
    draws = [drop(student, w, rng, 0.6, 0.5)[0] == 0 for _ in range(50)]  # 0.5 ** 50 for each of 481 candidates
    ever = np.logical_or.reduce(draws)
    found = selections(w, 0.6, 0.5)
    right = found[""]
    frozen = ever.any() and all(np.array_equal(draws[0], draw) for draw in draws) and not (ever & ~right).any()
    wrong, missed = int((ever & ~right).sum()), int((right & ~ever).sum())
    expect_that(
        np.array_equal(ever, right),
        what=f"the weights that are dropped in 50 calls, with {right.sum()} candidates",
        observed="none" if not ever.any() else f"{wrong} that are no candidates; {missed} of the candidates never",
        expected="all of the candidates at times, and no other",
        mistakes=selected_by(found, ever)
        | {
            "frozen_mask": bool(frozen),
            "drops_nothing": not ever.any() and np.array_equal(drop(student, w, rng, 0.6, 0.5)[0], w),
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_no_factor(student, rng):
    """What is kept stays as it is: nothing is rescaled."""
    w = weights(SMALL, rng)
    out, _ = drop(student, w, rng)
    gone = out == 0
    chosen = own_candidates(gone, w)
    on_candidates = bool(np.allclose(out, w * np.where(chosen, 1 / (1 - P), 1) * ~gone))
    expect_scale(
        out,
        w,
        1.0,
        what="the factor on the weights that are kept",
        mistakes={
            "rescales": 1 / (1 - P),
            "rescales_candidates": on_candidates and not (chosen & ~gone).all(),
            "rescales_by_dropped_share": 1 / (1 - P * FRACTION),
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_own_coins(student, rng):
    """Every candidate has a coin of its own, thrown independently of all others."""
    w = weights(LARGE, rng)
    draws = [drop(student, w, rng)[0] == 0 for _ in range(10)]
    gone, chosen = draws[0], own_candidates(draws[0], w)
    if not gone.any() or np.array_equal(gone, chosen):
        return  # no coins at all, which is another check's matter
    shared = shared_coins(gone, chosen)
    expect_that(
        not shared,
        what="the candidates of one column, and those of one row",
        observed=f"all dropped or all kept, in every {shared[0].rpartition('_')[2] if shared else ''}",
        expected="some dropped and some kept",
        mistakes=shared,
    )
    known = ["exact_share_of_candidates"]
    expect_counts_vary(gone.sum(axis=0), what="the number of weights dropped in each column", mistakes=known)
    if not np.array_equal(gone, draws[1]):  # a frozen mask is another check's matter
        counts = np.array([draw.sum() for draw in draws])
        expect_counts_vary(counts, what="the number of weights dropped in a call", mistakes=known)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_mask(student, rng):
    """The mask has the shape of w and holds 1 where a weight is kept."""
    w = weights(SMALL, rng)
    out, mask = drop(student, w, rng)
    on = out != 0
    chosen = own_candidates(~on, w)
    marks = isinstance(mask, np.ndarray) and mask.shape == w.shape
    expect_mask(
        mask,
        w.shape,
        on,
        mistakes={
            "mask_of_dropped": marks and np.array_equal(mask != 0, ~on),
            "mask_of_candidates": marks and any(np.array_equal(mask != 0, m) for m in (chosen, ~chosen)),
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_fresh_coins(student, rng):
    """Every call throws new coins, and throws them with rng alone."""
    w = weights(SMALL, rng)
    first, second = (drop(student, w, rng)[0] for _ in range(2))
    gone = first == 0
    if gone.any() and not np.array_equal(gone, own_candidates(gone, w)):  # no coins at all are another check's matter
        expect_different(first, second, what="two calls in a row", mistakes=["frozen_mask"])
        expect_reproducible(lambda r: drop(student, w, r)[0], mistakes=["ignores_rng"], frozen=["frozen_mask"])
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(1.5)
def test_prune(student, rng):
    """prune sets the smallest magnitudes of each column to zero, and leaves all other weights."""
    w = weights(SMALL, rng)
    pruned = student.prune(w, 0.6)
    what = "prune(w, 0.6)"
    expect_that(
        not isinstance(pruned, tuple), what=what, observed=pruned, expected="an array", mistakes=["prune_gives_a_pair"]
    )
    pruned = expect_like(pruned, w, what=what)
    found = selections(w, 0.6)
    expect_that(
        np.array_equal(pruned == 0, found[""]),
        what=f"the weights that are zero after {what}",
        observed=f"{(pruned == 0).sum()}, of which {((pruned == 0) & found['']).sum()} are right",
        expected=f"{found[''].sum()}, the 13 smallest magnitudes of each column",
        mistakes=selected_by(found, pruned == 0)
        | {"prune_throws_coins": not np.array_equal(pruned, attempt(student.prune, w, 0.6))},
    )
    expect_array(pruned, w * ~found[""], what=what)
    expect_global_state_untouched(student, mistakes=["prune_throws_coins"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_equal_magnitudes(student, rng):
    """Where magnitudes are equal, a column still has exactly k candidates."""
    w = rng.choice([-0.5, 0.5], (8, 12))
    pruned = expect_like(student.prune(w, 0.5), w, what="prune(w, 0.5)")
    gone = drop(student, w, rng, 0.5, 0.9)[0] == 0  # none of 48 candidates with 1e-48
    zeros = (pruned == 0).sum(axis=0)
    known = ["equal_magnitudes_together"] if ranks_rightly(student, weights(SMALL, rng), rng) else []
    for most, least, what in (
        (zeros.max(), zeros.min(), "the zeros that prune gives each column"),
        (gone.sum(axis=0).max(), 4 if gone.any() else 0, "the most that is dropped of a column, at p = 0.9"),
    ):
        expect_that(
            most <= 4 and least >= 4,
            what=f"{what} where all magnitudes are equal, 8 rows and a fraction of 0.5",
            observed=f"{least} to {most}" if least < most else f"{most}",
            expected="4",
            mistakes=known,
        )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_whole_range(student, rng):
    """A fraction of 0 makes no weight a candidate, and one of 1 makes all of them; p = 0 drops nothing."""
    w = weights(SMALL, rng)
    ends = {0.0: w, 1.0: np.zeros_like(w)}
    usual = ranks_rightly(student, w, rng)
    for fraction, expected in ends.items():
        known = {"fails_at_one": "out of bounds"}
        what = f"prune(w, {fraction})"
        pruned = expect_returns(student.prune, w, fraction, what=what, mistakes=known)
        everything = ["drops_all_at_fraction_zero"] if fraction == 0 and usual else []
        expect_array(pruned, expected, what=what, mistakes=dict.fromkeys(everything, True))
        for p in (0.0, 0.5):
            what = f"targeted_dropout at target_fraction = {fraction} and p = {p}"
            result = expect_returns(student.targeted_dropout, w, fraction, p, rng, what=what, mistakes=known)
            on = expect_like(expect_pair(result)[0], w) != 0
            right = on.all() if p * fraction == 0 else 0 < on.sum() < on.size
            observed = f"{(~on).sum()} of {on.size} weights are dropped"
            expected_share = "none" if p * fraction == 0 else "about half of them"
            expect_that(right, what=what, observed=observed, expected=expected_share, mistakes=everything)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_dtype(student, rng):
    """float32 stays float32."""
    w = weights(SMALL, rng).astype(np.float32)
    out, _ = expect_pair(student.targeted_dropout(w, FRACTION, P, rng))
    expect_like(out, w, dtype_mistakes=["float64_out"])
    expect_like(student.prune(w, FRACTION), w, what="prune(w, 0.6)", dtype_mistakes=["float64_out"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_weights_unchanged(student, rng):
    """w is left as it was."""
    w = weights(SMALL, rng)
    drop(student, w, rng)
    expect_unchanged(student, what="w", mistakes=["overwrites_weights"])
    student.prune(w, FRACTION)
    expect_unchanged(student, what="w", mistakes=["prune_overwrites_weights"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_refuses(student, rng):
    """p outside [0, 1) and fractions outside [0, 1] raise ValueError."""
    w = weights((4, 3), rng)
    for p in (1.0, -0.1, 1.5):
        what = f"targeted_dropout at p = {p}"
        known = ["takes_any_p"]
        expect_raises("ValueError", student.targeted_dropout, w, FRACTION, p, rng, what=what, mistakes=known)
    known = ["takes_any_fraction"]
    for fraction in (-0.3, 1.3):
        what = f"targeted_dropout at target_fraction = {fraction}"
        expect_raises("ValueError", student.targeted_dropout, w, fraction, P, rng, what=what, mistakes=known)
        expect_raises("ValueError", student.prune, w, fraction, what=f"prune(w, {fraction})", mistakes=known)
