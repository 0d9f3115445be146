"""Coins that are used more than once, at whatever distance."""

from __future__ import annotations

from typing import Final

import numpy as np

from dropgrade.checks.failure import Array

DEVIATIONS: Final = 9.0
"""At so many, Freedman's inequality for sums of products leaves less than 1e-14 a distance, whatever the rate."""
OVERLAP: Final = 1000
ALPHA: Final = 1e-10
"""The probability at which two slices of independent coins may be alike."""


def repeated(coins: Array) -> str:
    """How coins of one draw repeat, in words that begin with what repeats, or an empty text.

    Slices across each axis are compared with each other. Along all coins in order, those at every distance, and those
    at equal distances from every middle, are correlated; coins next to each other are left to another check.
    """
    return _equal_slices(coins) or _correlated(coins)


def _equal_slices(coins: Array) -> str:
    share = float(coins.mean())
    agreement = share**2 + (1 - share) ** 2
    for axis, n in enumerate(coins.shape):
        slices = np.moveaxis(coins, axis, 0).reshape(n, -1)
        pairs = n * (n - 1) / 2
        if n == 1 or pairs * agreement ** slices.shape[1] > ALPHA:
            continue
        distinct = len({row.tobytes() for row in slices})
        if distinct < n:
            return f"only {distinct:,} of {n:,} slices across axis {axis} differ from each other"
    return ""


def _correlated(coins: Array) -> str:
    """Which of two correlations along the coins is too large: of those at a distance, or around a middle."""
    share, n = float(coins.mean()), coins.size
    if n < 2 * OVERLAP:
        return ""
    near = {1, coins.shape[-1]} if coins.ndim > 1 else {1}
    spectrum = np.fft.rfft(coins.ravel() - share, 2 * n)
    apart = np.fft.irfft(abs(spectrum) ** 2)[: n - OVERLAP]
    overlap = n - np.arange(apart.size)
    apart[[0, *(d for d in near if d < apart.size)]] = 0
    if (abs(apart) > _reached(share, overlap)).any():
        return f"coins that lie {int(abs(apart).argmax()):,} apart fall alike"
    around = np.fft.irfft(spectrum**2)[OVERLAP : 2 * n - OVERLAP]
    middles = np.arange(OVERLAP, OVERLAP + around.size)
    overlap = np.minimum(middles + 1, 2 * n - 1 - middles)
    if (abs(around) > 2 * _reached(share, overlap / 2)).any():  # every pair is in the sum twice
        return "the coins are mirrored: those as far from one end fall like those as far from another place"
    return ""


def _reached(share: float, overlap: Array) -> Array:
    """What sums of so many products of independent coins do not get beyond.

    Where nearly all coins fall alike, the products are few and large, and one of them is many standard deviations.
    """
    variance, largest = share * (1 - share), max(share, 1 - share) ** 2
    few = DEVIATIONS**2 * largest / 6
    return np.asarray(few + np.sqrt(few**2 + DEVIATIONS**2 * variance**2 * overlap))
