"""The statistics, with scipy as an independent reference: bands, false alarms and the power to tell rates apart."""

from __future__ import annotations

from math import isclose

import numpy as np
import pytest
from scipy.stats import binom, norm

from dropgrade.checks import CheckFailed, binomial_band, expect_coins, expect_counts_vary, expect_independent, fits
from dropgrade.checks.coins import ALPHA

SIZES = (1, 2, 3, 10, 39, 100, 216, 873, 1000, 4321, 10_000, 20_000)
RATES = (1e-6, 0.004, 0.1, 0.3, 0.5, 0.6179114, 0.7, 0.996, 1 - 1e-6)
GRID = [(n, p) for n in SIZES for p in RATES]
SLACK = 1e-6  # by which two ways to add up a tail may differ


@pytest.mark.parametrize(("n", "p"), GRID)
def test_the_band_is_scipys(n: int, p: float) -> None:
    """The band ends at scipy's quantiles, or where the tail equals alpha/2 up to rounding."""
    low, high = binomial_band(n, p)
    wanted = int(binom.ppf(ALPHA / 2, n, p)), int(binom.isf(ALPHA / 2, n, p))
    assert low == wanted[0] or isclose(binom.cdf(min(low, wanted[0]), n, p), ALPHA / 2, rel_tol=SLACK)
    assert high == wanted[1] or isclose(binom.sf(max(high, wanted[1]) - 1, n, p), ALPHA / 2, rel_tol=SLACK)


@pytest.mark.parametrize(("n", "p"), GRID)
def test_the_false_alarm_rate_is_at_most_one_in_1e9(n: int, p: float) -> None:
    """At most alpha/2 lies beyond either end of the band, so that a correct count fails once in 1e9 times."""
    low, high = binomial_band(n, p)
    assert binom.cdf(low - 1, n, p) <= ALPHA / 2 * (1 + SLACK)
    assert binom.sf(high, n, p) <= ALPHA / 2 * (1 + SLACK)


@pytest.mark.parametrize(("n", "p"), GRID)
def test_no_band_could_be_narrower(n: int, p: float) -> None:
    """A band that is one narrower at either end would leave more than alpha/2 beyond that end."""
    low, high = binomial_band(n, p)
    assert binom.cdf(low, n, p) >= ALPHA / 2 * (1 - SLACK)
    assert binom.sf(high - 1, n, p) >= ALPHA / 2 * (1 - SLACK)


@pytest.mark.parametrize("alpha", [1e-3, 1e-6, 1e-12])
def test_another_alpha_gives_its_own_band(alpha: float) -> None:
    """The band depends on the given alpha."""
    assert binomial_band(10_000, 0.3, alpha) == (binom.ppf(alpha / 2, 10_000, 0.3), binom.isf(alpha / 2, 10_000, 0.3))


@pytest.mark.parametrize(("p", "band"), [(0.0, (0, 0)), (1.0, (50, 50))])
def test_sure_coins_give_one_count(p: float, band: tuple[int, int]) -> None:
    """If a coin always or never shows heads, the band has a single count."""
    assert binomial_band(50, p) == band


@pytest.mark.parametrize("n", [0, 1, 7])
@pytest.mark.parametrize("p", [0.0, 0.3, 1.0])
def test_the_band_lies_within_the_counts(n: int, p: float) -> None:
    """However few the coins, the band holds counts from 0 to n, and at least one."""
    low, high = binomial_band(n, p)
    assert 0 <= low <= high <= n


@pytest.mark.parametrize(("n", "p"), [(1000, 0.3), (10_000, 0.7), (216, 0.5)])
def test_fits_is_membership_in_the_band(n: int, p: float) -> None:
    """A count fits exactly from the lower end of the band to the upper end, both included."""
    low, high = binomial_band(n, p)
    assert [fits(c, n, p) for c in (low - 1, low, high, high + 1)] == [False, True, True, False]
    assert fits(np.int64(low), np.int64(n), np.float64(p))  # type: ignore[arg-type]


@pytest.mark.parametrize("p", [-0.1, 1.4, 1 / 0.3, float("nan"), float("inf")])
def test_nothing_fits_what_is_no_probability(p: float) -> None:
    """A value that is not a probability explains no count, and does not end the check."""
    assert not any(fits(count, 100, p) for count in (0, 50, 100))


@pytest.mark.parametrize(
    ("n", "kept", "other"),
    [(216, 0.7, 0.3), (873, 0.7, 0.5), (344, 0.7, norm.sf(0.3)), (11_751, 0.7, 0.65), (10_000, 0.7, norm.cdf(0.3))],
)
def test_the_sizes_tell_rates_apart(n: int, kept: float, other: float) -> None:
    """At the sizes that the suites use, a wrong rate falls into the right rate's band less than once in 1e6 times."""
    low, high = binomial_band(n, kept)
    assert binom.cdf(high, n, other) - binom.cdf(low - 1, n, other) < 1e-6


def _heads(n: int, count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).permutation(np.arange(n) < count)


FLIPPED = {"keeps_with_p": 0.3, "half": 0.5, "decided": True, "decided_not": False, "unknown": None, "sure": 1.0}


@pytest.mark.parametrize(
    ("count", "named"),
    [
        (3000, ("keeps_with_p", "decided")),
        (5000, ("half", "decided")),
        (6000, ("decided",)),
        (10_000, ("decided", "sure")),
    ],
)
def test_a_wrong_rate_names_what_fits_and_nothing_else(count: int, named: tuple[str, ...]) -> None:
    """A count outside the band names exactly the mistakes whose probability gives it, and those the suite decided."""
    with pytest.raises(CheckFailed) as failure:
        expect_coins(_heads(10_000, count), 0.7, mistakes=FLIPPED)
    assert failure.value.mistakes == named


def test_a_wrong_rate_says_share_count_and_band() -> None:
    """The message gives the share, the count, and the counts that would have been right."""
    with pytest.raises(CheckFailed) as failure:
        expect_coins(_heads(10_000, 3000).reshape(100, 100), 0.7, what="the share")
    low, high = binomial_band(10_000, 0.7)
    assert failure.value.what == "the share"
    assert failure.value.observed == "0.3 (3,000 of 10,000)"
    assert failure.value.expected == f"0.7 ({low:,} to {high:,} of 10,000)"


def test_both_ends_of_the_band_are_right() -> None:
    """The smallest and largest count of the band pass, and the next ones fail."""
    low, high = binomial_band(1000, 0.7)
    for count in (low, high):
        expect_coins(_heads(1000, count), 0.7, mistakes={"any": True})
    for count in (low - 1, high + 1):
        with pytest.raises(CheckFailed):
            expect_coins(_heads(1000, count), 0.7)


@pytest.mark.parametrize("heads", [np.array(1.0), np.array(0.0), np.arange(5), np.array([1j, 0, 2, 1])])
def test_so_few_coins_may_be_chance(heads: np.ndarray) -> None:
    """A handful of coins passes whatever it shows, 0-dimensional and complex ones too."""
    expect_coins(heads, 0.7, mistakes=FLIPPED)


@pytest.mark.parametrize(
    "heads",
    [np.zeros(0), np.zeros((3, 0)), np.full(100, np.nan), np.zeros(100, complex), np.full(1000, np.inf)],
    ids=["empty", "no columns", "NaN", "complex", "infinite"],
)
def test_odd_coins_fail_and_never_break(heads: np.ndarray) -> None:
    """An empty array of coins fails, and NaN and infinity count as heads."""
    with pytest.raises(CheckFailed) as failure:
        expect_coins(heads, 0.7, mistakes=FLIPPED)
    assert failure.value.observed.endswith(f"of {heads.size:,})" if heads.size else "nothing to count")


@pytest.mark.parametrize("named", [[], ["exact_fraction"]])
def test_equal_counts_fail(named: list[str]) -> None:
    """Counts that are all equal do not come from independent coins."""
    with pytest.raises(CheckFailed) as failure:
        expect_counts_vary(np.full(10, 70), what="the survivors", mistakes=named)
    assert failure.value.observed == "exactly 70, 10 times in a row"
    assert failure.value.mistakes == tuple(named)


@pytest.mark.parametrize("counts", [[70, 70, 71], [0, 1], [[5, 5], [5, 4]]])
def test_counts_that_vary_pass(counts: list[int]) -> None:
    """One count that differs is enough."""
    expect_counts_vary(np.array(counts), what="the survivors")


@pytest.mark.parametrize(("n", "repeats"), [(90, 80), (100, 10), (400, 8), (97, 103)])
@pytest.mark.parametrize("p", [0.2, 0.3, 0.5, 0.7, 0.8])
def test_equal_counts_are_no_accident(n: int, repeats: int, p: float) -> None:
    """All of R counts of n coins are equal less than once in 1e9 times: at most the largest pmf to the power R - 1."""
    pmf = binom.pmf(np.arange(n + 1), n, p)
    exactly = (pmf**repeats).sum()
    assert exactly <= pmf.max() ** (repeats - 1) <= ALPHA


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
@pytest.mark.parametrize("length", [1, 2, 7, 8])
def test_independent_coins_pass_along_every_axis(axis: int, length: int) -> None:
    """Coins thrown one by one pass along any axis of any length."""
    heads = np.random.default_rng(5).random((length, 40, 50)) >= 0.3
    expect_independent(heads, 0.7, axis=axis, what="neighbours")


@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize("axis", [0, 1])
def test_neighbours_that_share_a_coin_fail(start: int, axis: int) -> None:
    """Pairs of equal neighbours fail, even if the first pair begins at the second entry."""
    coins = np.random.default_rng(6).random((41, 80)) >= 0.3
    shared = np.repeat(coins, 2, axis=0)[start : start + 80]
    with pytest.raises(CheckFailed) as failure:
        expect_independent(np.moveaxis(shared, 0, axis), 0.7, axis=axis, what="neighbours", mistakes=["shared"])
    assert failure.value.mistakes == ("shared",)
    assert failure.value.observed == "neighbours agree in 100.0% of the pairs"
    assert failure.value.expected == "about 58.0%, as independent coins do"


def test_neighbours_that_never_agree_fail() -> None:
    """A chequered mask has the right rate but fails."""
    with pytest.raises(CheckFailed):
        expect_independent(np.indices((60, 60)).sum(axis=0) % 2, 0.5, axis=0, what="neighbours")


@pytest.mark.parametrize("p", [0.1, 0.3, 0.5])
@pytest.mark.parametrize("pairs", [500, 3600])
def test_neighbours_agree_by_an_exact_binomial(p: float, pairs: int) -> None:
    """Pairs without a common coin agree independently of each other: the number of agreements is binomial."""
    agreement = p**2 + (1 - p) ** 2
    both_ways = [p * p + (1 - p) * (1 - p) if alike else 2 * p * (1 - p) for alike in (True, False)]
    assert isclose(sum(both_ways), 1.0)
    low, high = binomial_band(pairs, agreement)
    assert binom.cdf(low - 1, pairs, agreement) + binom.sf(high, pairs, agreement) <= ALPHA * (1 + SLACK)
