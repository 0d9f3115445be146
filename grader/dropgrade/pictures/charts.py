"""Shares, histograms and bars as lines of a terminal."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from rich.text import Text

from dropgrade.pictures.data import Bars, Curve, Histogram, Share

WIDEST = 90
NARROWEST, FEWEST = 14, 8
"""The fewest columns for a group of a histogram, and for a bar."""
ROUNDING = 1e-6
FULL, REST = "■", "·"


def drawn(line: str, style: str = "") -> Text:
    """A line of a drawing; if it does not fit, it is cut, because a wrapped drawing is unreadable."""
    return Text(line, style, no_wrap=True, overflow="crop")


def number(value: float, span: float, digits: int = 3) -> str:
    """Write a number among others with this span; a number that is zero except for rounding is written as 0."""
    return f"{0.0 if abs(value) < ROUNDING * span else value:.{digits}g}"


def share_lines(picture: Share, width: int) -> Iterator[Text]:
    """The share, the band around what is expected, and where it lies on the way from 0 to 1."""
    n = picture.coins
    verdict = ("inside the band", "green") if picture.is_inside else ("outside the band", "bold red")
    yield Text.assemble(f"observed {picture.count / n:.4g} ({picture.count:,} of {n:,}): ", verdict)
    band = f"{picture.low / n:.4g} to {picture.high / n:.4g} ({picture.low:,} to {picture.high:,})"
    yield Text(f"expected {picture.expected:.4g}, band {band}, left 1 time in 1e9", "dim")
    yield drawn(_number_line(picture, min(width, WIDEST) - 4))


def _number_line(picture: Share, width: int) -> str:
    def place(share: float) -> int:
        return round(share * (width - 1))

    cells = [REST] * width
    low, high = place(picture.low / picture.coins), place(picture.high / picture.coins)
    cells[low], cells[high] = "[", "]"
    cells[place(picture.expected)] = "|"
    cells[place(picture.count / picture.coins)] = FULL
    return f"0 {''.join(cells)} 1"


def histogram_lines(picture: Histogram, width: int) -> Iterator[Text]:
    """One line per bin, the groups side by side; exact zeros come first."""
    span = picture.edges[-1] - picture.edges[0]
    edges = [number(edge, span) for edge in picture.edges]
    labels = [f"{low} to {high}" for low, high in pairwise(edges)]
    has_zeros = any(s.zeros for s in picture.series)
    labels = [*["exactly 0"] * has_zeros, *labels]
    gutter = max(map(len, (*labels, picture.axis, "mean")))
    room = (min(width, WIDEST) - gutter) // len(picture.series) - 2
    if room < NARROWEST and len(picture.series) > 1:  # one group below the other
        for series in picture.series:
            yield from histogram_lines(replace(picture, series=(series,)), width)
        return
    room = max(room, NARROWEST)
    yield drawn(picture.axis.rjust(gutter) + "".join(f"  {s.name[:room]:<{room}}" for s in picture.series), "bold")
    columns = [_bars([*[s.zeros] * has_zeros, *s.counts], room) for s in picture.series]
    for label, *cells in zip(labels, *columns, strict=True):
        yield drawn(label.rjust(gutter) + "".join(f"  {cell:<{room}}" for cell in cells))
    yield drawn("mean".rjust(gutter) + "".join(f"  {number(s.mean, span, 4):<{room}}" for s in picture.series))


def _bars(counts: Sequence[int], room: int) -> list[str]:
    """Bars that leave room for their number; what is not zero shows at least one sign."""
    most, digits = max(1, *counts), max(len(f"{c:,}") for c in counts)
    size = room - digits - 1
    lengths = [-(-c * size // most) if c * size < most else round(c * size / most) for c in counts]
    return [
        f"{FULL * length} {count:,}".lstrip() if count else REST for length, count in zip(lengths, counts, strict=True)
    ]


def bar_lines(picture: Bars, width: int) -> Iterator[Text]:
    """One line for each value, and below it what is expected."""
    gutter = max(len(name) for name, *_ in picture.values)
    every = [v for _, *pair in picture.values for v in pair if v is not None]
    low, high = min(0.0, *every), max(0.0, *every)
    size = min(width, WIDEST) - gutter - 30
    is_narrow = size < FEWEST
    yield Text(picture.axis, "dim")
    for name, value, expected in picture.values:
        bar = _bar(value, low, high, max(size, FEWEST))
        words = f", expected {expected:.4g}" if expected is not None else ""
        yield drawn(f"{name.rjust(gutter)}  {bar} {value:.4g}{words * (not is_narrow)}")
        if words and is_narrow:  # below the bar, where it has room
            yield drawn(f"{' ' * gutter}  {words.removeprefix(', ')}")


def _bar(value: float, low: float, high: float, size: int) -> str:
    """A bar from zero, to the left where the value is below it."""
    span = (high - low) or 1.0
    zero, end = round(-low / span * size), round((value - low) / span * size)
    first, last = min(zero, end), max(zero, end)
    return (" " * first + FULL * (last - first)).ljust(size)


SIGNS = "■+x*%@o#&v"
BAND, POINT = "░", "●"
HEIGHT = 14


def curve_lines(picture: Curve, width: int) -> Iterator[Text]:
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
    """The height of a line at x, by linear interpolation; xs ascend."""
    right = min(max(bisect_left(xs, x), 1), len(xs) - 1)
    if len(xs) == 1:
        return ys[0]
    x0, x1 = xs[right - 1], xs[right]
    share = (x - x0) / (x1 - x0) if x1 > x0 else 0.0
    return ys[right - 1] + share * (ys[right] - ys[right - 1])
