"""Coins that are used more than once, at any distance."""

from __future__ import annotations

from typing import Final

import numpy as np

from dropgrade.checks.failure import Array

DEVIATIONS: Final = 9.0
"""With this many, Freedman's inequality for sums of products leaves less than 1e-14 per distance, at any rate."""
OVERLAP: Final = 1000
ALPHA: Final = 1e-10
"""The maximum probability that two slices of independent coins are equal by chance."""


def repeated(coins: Array) -> str:
    """Return how the coins of one draw repeat, as a phrase that starts with what repeats, or an empty text.

    Slices across each axis are compared with each other. Along all coins in order, coins at every distance from each
    other, and coins at equal distances from every centre, are correlated; neighbouring coins are left to another
    check.
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
    """Return which of two correlations of the coins is too large: at some distance, or around some centre."""
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
    """Return the bound that sums of this many products of independent coins do not exceed.

    If nearly all coins fall the same way, the products are few and large, and a single one is many standard
    deviations.
    """
    variance, largest = share * (1 - share), max(share, 1 - share) ** 2
    few = DEVIATIONS**2 * largest / 6
    return np.asarray(few + np.sqrt(few**2 + DEVIATIONS**2 * variance**2 * overlap))
