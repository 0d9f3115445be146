"""Shares, histograms and bars as lines of a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rich.text import Text

from dropgrade.checks.pictures import Bars, Histogram, Share

WIDEST = 90
ROUNDING = 1e-6
FULL, REST = "■", "·"


def drawn(line: str, style: str = "") -> Text:
    """A line of a drawing: one that does not fit is cut, for a broken one says nothing."""
    return Text(line, style, no_wrap=True, overflow="crop")


def number(value: float, span: float, digits: int = 3) -> str:
    """A number beside others that lie so far apart: what is only a rounding error away from zero is zero."""
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
    """One line a bin, the groups side by side; exact zeros stand first."""
    span = picture.edges[-1] - picture.edges[0]
    edges = [number(edge, span) for edge in picture.edges]
    labels = [f"{low} to {high}" for low, high in pairwise(edges)]
    has_zeros = any(s.zeros for s in picture.series)
    labels = [*["exactly 0"] * has_zeros, *labels]
    gutter = max(map(len, (*labels, picture.axis, "mean")))
    room = max(12, (min(width, WIDEST) - gutter) // len(picture.series) - 2)
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
    yield Text(picture.axis, "dim")
    for name, value, expected in picture.values:
        bar = _bar(value, low, high, max(size, 8))
        words = f"{value:.4g}" + (f", expected {expected:.4g}" if expected is not None else "")
        yield drawn(f"{name.rjust(gutter)}  {bar} {words}")


def _bar(value: float, low: float, high: float, size: int) -> str:
    """A bar from zero, to the left where the value is below it."""
    span = (high - low) or 1.0
    zero, end = round(-low / span * size), round((value - low) / span * size)
    first, last = min(zero, end), max(zero, end)
    return (" " * first + FULL * (last - first)).ljust(size)
