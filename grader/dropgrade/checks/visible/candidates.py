"""Which weights are candidates for dropping: the smallest of each column, or those that mistakes would choose."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from dropgrade.checks.arrays import expect_like
from dropgrade.checks.dropout.function import Generator, View, parts
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.student import Student


def smallest(score: Array, k: int, axis: int = 0) -> Array:
    """Return a mask of the k smallest scores along an axis."""
    return np.asarray(score.argsort(axis=axis).argsort(axis=axis) < k)


def selections(w: Array, fraction: float) -> dict[str, list[Array]]:
    """Return the smallest magnitudes of each column under the empty name, then what each mistake would mark."""
    n, size, k = w.shape[0], abs(w), int(fraction * w.shape[0])
    return {
        "": [smallest(size, k)],
        "largest_magnitudes": [smallest(-size, k)],
        "signed_values": [smallest(w, k)],
        "order_for_rank": [np.asarray(size.argsort(axis=0) < k)],
        "ranks_rows": [smallest(size, int(fraction * w.shape[1]), axis=1)],
        "ranks_whole_matrix": [smallest(size.ravel(), int(fraction * w.size)).reshape(w.shape)],
        "one_candidate_too_many": [smallest(size, k + 1)],
        "rounds_the_number": [smallest(size, k + 1)],
        "fraction_is_kept": [smallest(size, n - k), smallest(size, int((1 - fraction) * n))],
    }


def selected_by(found: dict[str, list[Array]], chosen: Array) -> dict[str, bool]:
    """Return the mistakes that choose these entries."""
    return {name: True for name, ways in found.items() if name and any(np.array_equal(chosen, way) for way in ways)}


def is_selection(mask: object, w: Array, fraction: float) -> bool:
    """Whether a mask marks the candidates, right ones or those of a mistake, or else all others."""
    if not isinstance(mask, np.ndarray) or mask.shape != w.shape:
        return False
    ways = [way for each in selections(w, fraction).values() for way in each]
    return any(np.array_equal(mask != 0, way) or np.array_equal(mask == 0, way) for way in ways)


def expect_selected(
    chosen: Array,
    w: Array,
    fraction: float,
    *,
    what: str,
    none: str,
    others: str,
    mistakes: Mapping[str, bool] | None = None,
) -> None:
    """Expect the smallest magnitudes of each column to be chosen, and nothing else.

    Proposes the mistakes of `selections`, `none` where nothing is chosen, `others` where all but the candidates are,
    and those in `mistakes` that explain what was chosen.
    """
    found = selections(w, fraction)
    right = found[""][0]
    wrong, hit, k = int((chosen & ~right).sum()), int((right & chosen).sum()), int(right.sum())
    expect_that(
        not wrong and hit == k,
        what=what,
        observed=f"{hit} of {k} candidates, and {wrong} others" if hit or wrong else "none",
        expected=f"all {k} candidates, and no others",
        mistakes={
            **selected_by(found, chosen),
            none: not chosen.any(),
            others: np.array_equal(chosen, ~right),
            **(mistakes or {}),
        },
    )


def candidates_alone(drop: Callable[..., object]) -> View:
    """Return a view of what `drop(student, w, fraction, p, rng)` leaves of x if all of x are candidates.

    Below x is a row of large weights, which are not candidates. If almost nothing is dropped, the function has taken
    the fraction for the share of safe weights, and that share is passed instead.
    """

    def view(student: Student, x: Array, rng: Generator | None, p: float, training: bool) -> tuple[Array, object]:  # noqa: FBT001 - a view's
        del training
        w = np.concatenate([x, np.full_like(x[:1], 8 * abs(x).max())])
        fraction = (len(x) + 0.5) / len(w)
        for passed in (fraction, 1 - fraction):
            result, mask = parts(drop(student, w, passed, p, rng))
            out = expect_like(result, w)
            if p < 0.1 or (out[:-1] == 0).mean() > p / 4:  # noqa: PLR2004 - too rare to tell
                break
        return out[:-1], mask[:-1] if isinstance(mask, np.ndarray) and mask.shape == w.shape else mask

    return view
