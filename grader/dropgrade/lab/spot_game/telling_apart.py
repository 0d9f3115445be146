"""Decide whether an observation shows that a program is not the reference; otherwise the round would be unfair."""

from __future__ import annotations

import numpy as np

from dropgrade.lab.spot_game.observing import Array, Observed

NEAR = 1e-6
DEVIATIONS = 4
CORRELATED = 0.3
Seen = dict[str, object]


def is_visible(seen: Observed, right: Observed, coins: int) -> bool:
    """Whether a program shows that it is not the reference; `coins` is how many coins a right call draws."""
    return _features(seen) != _features(right) or _values_differ(seen, right) or _shares_differ(seen, right, coins)


def _features(seen: Observed) -> Seen:
    """The features that are the same for every draw of a right program."""
    first, second, mask = (seen.pictures.get(name) for name in ("first", "second", "mask"))
    found: Seen = {"pictures": sorted(seen.pictures), "words": seen.words}
    if first is not None and second is not None:
        kept = first != 0
        found |= {
            "drops": not kept.all(),
            "anew": not np.array_equal(kept, second != 0),
            "in_rows": bool((kept == kept[:, :1]).all()),
            "in_columns": bool((kept == kept[:1]).all()),
            "in_blocks": _is_correlated(kept),
            "counted": all(abs(share + p - 1) < NEAR for p, share, _ in seen.shares),
        }
    if mask is not None and first is not None:
        found["mask"] = bool(np.isin(mask, (0, 1)).all()), np.array_equal(mask != 0, first != 0)
    return found


def _is_correlated(kept: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> bool:
    """Whether neighbours along the columns agree far more, or far less, often than independent coins do."""
    left, right = kept[:, :-1].ravel().astype(float), kept[:, 1:].ravel().astype(float)
    if left.std() == 0 or right.std() == 0:
        return False
    return bool(abs(np.corrcoef(left, right)[0, 1]) > CORRELATED)


def _values_differ(seen: Observed, right: Observed) -> bool:
    """Whether survivors are scaled differently, or evaluation gives different values."""
    pairs = [(_survivors(seen.pictures[n]), _survivors(right.pictures[n])) for n in ("first", "second")]
    if any(not np.allclose(mine, theirs, rtol=NEAR) for mine, theirs in pairs):
        return True
    factors = [(mine[2], theirs[2]) for mine, theirs in zip(seen.shares, right.shares, strict=True)]
    if any(abs(mine - theirs) > NEAR for mine, theirs in factors):
        return True
    return not np.allclose(seen.pictures["evaluation"], right.pictures["evaluation"], rtol=NEAR, atol=NEAR)


def _survivors(picture: Array) -> tuple[float, float]:
    """The smallest and the largest nonzero factor."""
    kept = picture[picture != 0]
    return (float(kept.min()), float(kept.max())) if kept.size else (0.0, 0.0)


def _shares_differ(seen: Observed, right: Observed, coins: int) -> bool:
    """Whether more or less is kept than chance explains."""
    spreads = [DEVIATIONS * (p * (1 - p) / coins) ** 0.5 for p, _, _ in right.shares]
    shares = [abs(share - (1 - p)) for p, share, _ in seen.shares]
    return any(share > spread for share, spread in zip(shares, spreads, strict=True))
