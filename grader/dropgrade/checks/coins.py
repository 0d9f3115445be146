"""Expectations on coins, by counting: exact binomial bands, never a mean with a guessed tolerance."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from dropgrade.checks.failure import Array, Names, Pictured, fail, matching
from dropgrade.report import Fact

ALPHA = 1e-9
"""The false-alarm rate of one band."""


@lru_cache(maxsize=256)
def binomial_band(n: int, probability: float, alpha: float = ALPHA) -> tuple[int, int]:
    """Return the lowest and highest count of Binomial(n, probability) after cutting off alpha/2 at each end.

    Exact: the tails are summed term by term. Clopper and Pearson (1934) use the same tails.
    """
    if probability in (0.0, 1.0):
        return (int(n * probability),) * 2
    counts = np.arange(n + 1)
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])
    log_choose = log_factorial[n] - log_factorial - log_factorial[::-1]
    pmf = np.exp(log_choose + counts * np.log(probability) + (n - counts) * np.log1p(-probability))
    low = int(np.searchsorted(np.cumsum(pmf), alpha / 2))
    high = n - int(np.searchsorted(np.cumsum(pmf[::-1]), alpha / 2))
    return low, high


def fits(count: int, n: int, probability: float, alpha: float = ALPHA) -> bool:
    """Whether n coins with this probability can give this count of heads; False for an invalid probability."""
    if not 0 <= probability <= 1:
        return False
    low, high = binomial_band(int(n), float(probability), alpha)
    return low <= count <= high


def expect_coins(
    heads: Array,
    probability: float,
    *,
    what: str = "the share that is kept",
    mistakes: Mapping[str, object] | None = None,
    example: Pictured = None,
) -> None:
    """Expect independent coins: as many heads as `probability` gives, except once in 1e9 times.

    `heads` holds one entry per coin, not per element. `mistakes` maps names to the probability that each mistake would
    give.
    """
    n, count = heads.size, int(np.count_nonzero(heads))
    if n and fits(count, n, probability):
        return
    low, high = binomial_band(n, float(probability)) if n else (0, 0)
    fail(
        what,
        observed=f"{count / n:.4g} ({count:,} of {n:,})" if n else "nothing to count",
        expected=f"{probability:.4g} ({low:,} to {high:,} of {n:,})",
        mistakes=matching(mistakes, lambda value: bool(n) and fits(count, n, value)),
        example=example,
        fact=Fact(count=(count, n)),
    )


def expect_counts_vary(counts: Array, *, what: str, mistakes: Names = ()) -> None:
    """Expect that counts of independent coins are not all the same.

    With R counts of n coins, all are equal with probability at most (largest pmf)^(R-1): 10 counts of 100 coins, or 8
    of 400, stay below 1e-9 for p between 0.2 and 0.8.
    """
    if bool((counts == counts.flat[0]).all()):
        fail(
            what,
            observed=f"exactly {int(counts.flat[0])}, {counts.size} times in a row",
            expected="a number that varies, as independent coins do",
            mistakes=mistakes,
        )


def expect_independent(heads: Array, probability: float, *, axis: int, what: str, mistakes: Names = ()) -> None:
    """Expect neighbours along an axis to agree as often as independent coins do: p² + (1 - p)².

    Only pairs that share no coin are counted, once starting from the first entry and once from the second, each with a
    false-alarm rate of 1e-9.
    """
    along = np.moveaxis(np.asarray(heads, dtype=bool), axis, 0)
    agreement = probability**2 + (1 - probability) ** 2
    for start in (0, 1):
        pairs = along[start : start + (len(along) - start) // 2 * 2]
        alike = pairs[0::2] == pairs[1::2]
        if not fits(int(alike.sum()), alike.size, agreement):
            fail(
                what,
                observed=f"neighbours agree in {alike.mean():.1%} of the pairs",
                expected=f"about {agreement:.1%}, as independent coins do",
                mistakes=mistakes,
            )
