"""Put the reference's numbers into a student's picture, where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dropgrade.pictures.data import Bars, Cells, Curve, Histogram, Line, Picture, histogram

REFERENCE = "reference"
NEAR = 0.01
"""The largest distance, as a share of the range, at which two lines count as the same."""


def beside(own: Sequence[Picture], right: Sequence[Picture]) -> tuple[Picture, ...]:
    """Return pictures with the reference's numbers (from the pictures `right`) in each that differs."""
    if len(own) != len(right) or any(type(a) is not type(b) for a, b in zip(own, right, strict=True)):
        return tuple(own)
    return tuple(map(_joined, own, right))


def _joined(own: Picture, right: Picture) -> Picture:
    match own, right:
        case Cells(), Cells():
            return _cells(own, right)
        case Histogram(), Histogram():
            return _histogram(own, right)
        case Curve(), Curve():
            return _curve(own, right)
        case Bars(), Bars():
            return _bars(own, right)
    return own  # a share already shows what is expected


def _named(name: str) -> str:
    return f"{REFERENCE}: {name}"


def _cells(own: Cells, right: Cells) -> Cells:
    """The grids, followed by the reference's grids that differ."""
    known = {grid.name: grid.rows for grid in own.grids}
    other = [replace(grid, name=_named(grid.name)) for grid in right.grids if known.get(grid.name) != grid.rows]
    return replace(own, grids=(*own.grids, *other))


def _histogram(own: Histogram, right: Histogram) -> Histogram:
    """All groups in the same bins; a group that agrees with the reference appears once."""
    groups = {series.name: np.array(series.values) for series in own.series}
    wanted = {series.name: np.array(series.values) for series in right.series}
    other = {_named(n): v for n, v in wanted.items() if n not in groups or not _is_near(groups[n], v)}
    bins = len(own.edges) - 1
    return histogram(own.title, groups | other, axis=own.axis, bins=bins, note=own.note) if other else own


def _curve(own: Curve, right: Curve) -> Curve:
    """The lines, followed by the reference's lines that differ, if both have the same x."""
    if own.x != right.x:
        return own
    known = {line.name: line.y for line in own.lines}
    other = [
        Line(_named(line.name), line.y)
        for line in right.lines
        if line.name not in known or not _is_near(np.array(known[line.name]), np.array(line.y))
    ]
    return replace(own, lines=(*own.lines, *other))


def _bars(own: Bars, right: Bars) -> Bars:
    """The numbers, each followed by the reference's if that differs and no expected value is given."""
    wanted = {name: value for name, value, _ in right.values}
    values = []
    for name, value, known in own.values:
        values.append((name, value, known))
        other = wanted.get(name, value)
        if known is None and not _is_near(np.array([value]), np.array([other])):
            values.append((_named(name), other, None))
    return replace(own, values=tuple(values))


def _is_near(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two lines, or two groups of numbers, look the same in a picture."""
    if a.shape != b.shape:
        return False
    span = float(max(np.ptp(b), np.abs(b).max())) if b.size else 0.0
    return bool(np.allclose(a, b, rtol=0, atol=NEAR * span))
