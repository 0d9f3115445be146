"""Curves as lines of a terminal: a sign for each line, a shade for the band, the ends of both axes in numbers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from rich.text import Text

from dropgrade.checks.pictures import Curve
from dropgrade.render.pictures.charts import WIDEST, drawn, number

SIGNS = "■+x*%@"
BAND, POINT = "░", "●"
HEIGHT = 14


def lines_of(picture: Curve, width: int) -> Iterator[Text]:
    """The plot, its axes and a legend."""
    low, high = _ends(picture)
    heights = {0: high, HEIGHT // 2: (low + high) / 2, HEIGHT - 1: low}
    labels = {row: number(y, high - low) for row, y in heights.items()}
    gutter = max(map(len, labels.values()))
    canvas = _canvas(picture, min(width, WIDEST) - gutter - 3, low, high)
    yield Text(picture.axes[1], "dim")
    for place, row in enumerate(canvas):
        yield drawn(f"{labels.get(place, '').rjust(gutter)} |{''.join(row)}")
    size = len(canvas[0])
    first, last = f"{min(picture.x):.3g}", f"{max(picture.x):.3g}"
    yield drawn(" " * gutter + " +" + "-" * size)
    yield drawn(" " * (gutter + 2) + first + picture.axes[0].center(size - len(first) - len(last)) + last)
    yield Text("   ".join(_legend(picture)), "dim")


def _legend(picture: Curve) -> Iterator[str]:
    for sign, line in zip(SIGNS, picture.lines, strict=False):
        yield f"{sign} {line.name}"
    if picture.band:
        yield f"{BAND} {picture.band.name}"
    if picture.points:
        yield f"{POINT} {picture.points[0]}"


def _ends(picture: Curve) -> tuple[float, float]:
    every = [v for line in picture.lines for v in line.y]
    if picture.band:
        every += [*picture.band.low, *picture.band.high]
    if picture.points:
        every += picture.points[2]
    low, high = min(every), max(every)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _canvas(picture: Curve, size: int, low: float, high: float) -> list[list[str]]:
    """Rows from the top; what is drawn later lies above: band, lines, points."""
    canvas = [[" "] * size for _ in range(HEIGHT)]
    left, right = min(picture.x), max(picture.x)
    span = (right - left) or 1.0
    columns = [left + span * c / max(1, size - 1) for c in range(size)]

    def row(y: float) -> int:
        return min(HEIGHT - 1, max(0, round((high - y) / (high - low) * (HEIGHT - 1))))

    def fill(column: int, ends: tuple[int, int], sign: str) -> None:
        for each in range(min(ends), max(ends) + 1):
            canvas[each][column] = sign

    if picture.band:
        for c, x in enumerate(columns):
            fill(c, (row(_at(picture.x, picture.band.low, x)), row(_at(picture.x, picture.band.high, x))), BAND)
    for sign, line in reversed(list(zip(SIGNS, picture.lines, strict=False))):
        rows = [row(_at(picture.x, line.y, x)) for x in columns]
        for c, each in enumerate(rows):
            before = rows[max(0, c - 1)]
            step = (each > before) - (each < before)
            fill(c, (before + step if before != each else each, each), sign)
    for x, y in zip(*picture.points[1:], strict=False) if picture.points else ():
        if left <= x <= right:
            canvas[row(y)][round((x - left) / span * (size - 1))] = POINT
    return canvas


def _at(xs: Sequence[float], ys: Sequence[float], x: float) -> float:
    """The height of a line at x, between its points by a straight line; xs ascend."""
    right = min(max(bisect_left(xs, x), 1), len(xs) - 1)
    if len(xs) == 1:
        return ys[0]
    x0, x1 = xs[right - 1], xs[right]
    share = (x - x0) / (x1 - x0) if x1 > x0 else 0.0
    return ys[right - 1] + share * (ys[right] - ys[right - 1])
