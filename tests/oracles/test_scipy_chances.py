"""What is drawn at random, beside SciPy's distributions: seeded, and far from any doubt."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from tests.oracles.reference import Array, reference

ALMOST_NEVER = 1e-6  # a p-value below this would mean another distribution

MASKS: dict[str, Callable[[np.random.Generator], Array]] = {
    "p01": lambda rng: reference("p01_bernoulli_mask").bernoulli_mask((100, 90), 0.3, rng),
    "p02": lambda rng: reference("p02_standard_dropout").standard_dropout(np.ones((100, 90)), 0.3, True, rng)[1],
    "p03": lambda rng: reference("p03_inverted_scaling").inverted_dropout(np.ones((100, 90)), 0.3, True, rng)[1],
    "p04": lambda rng: reference("p04_dropout_backward").dropout_forward(np.ones((100, 90)), 0.3, True, rng)[1],
    "p05": lambda rng: reference("p05_dropout_layer").DropoutLayer(0.3, rng).forward(np.ones((100, 90))) > 0,
    "p06": lambda rng: reference("p06_spatial_dropout_1d").spatial_dropout_1d(np.ones((100, 2, 90)), 0.3, True, rng)[1],
    "p07": lambda rng: reference("p07_spatial_dropout_2d").spatial_dropout_2d(np.ones((100, 90, 2, 2)), 0.3, True, rng)[
        1
    ],
}


@pytest.mark.parametrize("problem", MASKS)
def test_coins_are_binomial(problem: str, rng: np.random.Generator) -> None:
    """The ones in a mask are as many as SciPy's exact binomial test lets 1 - p give."""
    mask = np.asarray(MASKS[problem](rng), dtype=bool)
    assert stats.binomtest(int(mask.sum()), mask.size, 0.7).pvalue > ALMOST_NEVER


@pytest.mark.parametrize("problem", MASKS)
def test_coins_of_rows_are_binomial(problem: str, rng: np.random.Generator) -> None:
    """The counts of ones in a mask's rows spread as SciPy's binomial distribution does."""
    rows = np.asarray(MASKS[problem](rng), dtype=bool).reshape(100, 90).sum(axis=1)
    spread = 99 * rows.var(ddof=1) / stats.binom(90, 0.7).var()
    assert ALMOST_NEVER < stats.chi2(99).cdf(spread) < 1 - ALMOST_NEVER


@pytest.mark.parametrize("alpha", [0.1, 0.2, 0.4, 1.0, 8.0])
def test_lam_of_mixup(alpha: float, rng: np.random.Generator) -> None:
    """p25: lam is distributed as SciPy's beta with both parameters alpha."""
    mixup = reference("p25_mixup").mixup
    lams = [mixup(np.ones((2, 1)), np.eye(2), alpha, rng)[2] for _ in range(2000)]
    assert stats.kstest(lams, stats.beta(alpha, alpha).cdf).pvalue > ALMOST_NEVER


def test_partners_of_mixup(rng: np.random.Generator) -> None:
    """p25: all six orders of three rows are equally frequent, by SciPy's chi-squared test."""
    mixup = reference("p25_mixup").mixup
    orders: dict[tuple[int, ...], int] = {}
    for _ in range(3000):
        mixed, _, lam = mixup(np.eye(3), np.eye(3), 20.0, rng)
        order = tuple((mixed - lam * np.eye(3)).argmax(axis=1).tolist())
        orders[order] = orders.get(order, 0) + 1
    assert len(orders) == 6
    assert stats.chisquare(list(orders.values())).pvalue > ALMOST_NEVER


def test_centres_of_cutout(rng: np.random.Generator) -> None:
    """p26: with a size of 1 every pixel is blanked equally often, by SciPy's chi-squared test."""
    out = reference("p26_cutout").cutout(np.ones((5000, 1, 6, 7)), 1, rng)
    assert stats.chisquare((out == 0).sum(axis=(0, 1)).ravel()).pvalue > ALMOST_NEVER


def test_flips(rng: np.random.Generator) -> None:
    """p26: as many images are flipped as SciPy's exact binomial test lets p give."""
    images = np.tile([[[[1.0, 2.0]]]], (4000, 1, 1, 1))
    flips = int((reference("p26_cutout").random_flip(images, 0.2, rng)[:, 0, 0, 0] == 2).sum())
    assert stats.binomtest(flips, 4000, 0.2).pvalue > ALMOST_NEVER


def test_targeted_coins(rng: np.random.Generator) -> None:
    """p20: candidates are dropped as often as SciPy's exact binomial test lets p give, and nothing else is."""
    w = rng.normal(size=(80, 90))
    _, mask = reference("p20_targeted_dropout").targeted_dropout(w, 0.5, 0.3, rng)
    candidates = stats.rankdata(np.abs(w), axis=0) <= 40
    assert mask[~candidates].all()
    assert stats.binomtest(int(mask[candidates].sum()), int(candidates.sum()), 0.7).pvalue > ALMOST_NEVER
