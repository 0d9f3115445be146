"""Each kind of picture on matplotlib's axes: labelled in place, in colours that everyone can distinguish."""

from __future__ import annotations

import math
from textwrap import fill
from typing import TYPE_CHECKING

from dropgrade.pictures.charts import number
from dropgrade.pictures.data import Bars, Cells, Curve, Grid, Histogram, Share
from dropgrade.screen.text import printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from matplotlib.figure import SubFigure

# Of Okabe and Ito's palette, whose colours differ for every kind of sight; dropped cells are light, kept ones dark.
BLUE, ORANGE, GREEN, PURPLE, SKY, YELLOW = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00"
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, YELLOW, SKY)
STYLES = ("-", "--", "-.", ":", "-", "--")
INK, QUIET, PALE = "#222222", "#8C8C8C", "#E4E8EB"
NAME, LETTERS = 24, 0.075
"""How many letters of a name fit in a line, and how high a line is as a share of a curve's axes."""
CELL = 0.16
"""The largest side of a cell, in inches."""
MARGIN, GAP = 1.2, 0.3
"""Inches beside the cells: for the scale and labels, and between grids."""


def title(axes: Axes, words: str, note: str = "") -> None:
    """Write the title, and below it the note in plain letters."""
    axes.set_title(printable(words), pad=20 if note else 6)
    if note:
        axes.annotate(printable(note), (0, 1), (0, 6), "axes fraction", "offset points", fontsize=9)


def _fitting(picture: Cells, width: float) -> tuple[int, float]:
    """How many grids fit into a row, and how many inches a cell has."""
    columns = max(len(grid.rows[0]) for grid in picture.grids)
    room = width - MARGIN
    fitting = max(1, int(room / (columns * CELL + GAP)))
    return fitting, min(CELL, (room / fitting - GAP) / columns)


def cells_height(picture: Cells, width: float) -> float:
    """The inches that the grids need."""
    fitting, side = _fitting(picture, width)
    rows = max(len(grid.rows) for grid in picture.grids)
    return -(-len(picture.grids) // fitting) * (rows * side + 0.45) + (1.0 if picture.note else 0.75)


def draw_cells(part: SubFigure, picture: Cells, width: float) -> None:
    """Draw grids on one scale: two colours for binary cells, otherwise a colour bar beside them."""
    fitting, _ = _fitting(picture, width)
    places = part.subplots(-(-len(picture.grids) // fitting), fitting, squeeze=False).flat
    low, high = (0.0, 1.0) if picture.is_binary else picture.scale
    colours = _colours(picture)
    for axes, grid in zip(places, picture.grids, strict=False):
        rows = grid.rows if picture.is_binary else [[v or math.nan for v in row] for row in grid.rows]
        image = axes.pcolormesh(rows, cmap=colours, vmin=low, vmax=high, edgecolors="white", linewidth=0.5)
        _frame(axes, grid)
    used = list(places[: len(picture.grids)])
    used[0].set(xlabel=printable(picture.axes[1]), ylabel=printable(picture.axes[0]))
    for axes in places[len(used) :]:
        axes.set_axis_off()
    part.suptitle(printable(picture.title), x=0.02, ha="left", fontsize=10.5, fontweight="bold")
    if picture.note:
        part.supxlabel(printable(picture.note), x=0.02, ha="left", fontsize=9)
    if picture.is_binary and picture.words:
        _words(part, {picture.words[0]: PALE, picture.words[1]: BLUE})
        return
    part.colorbar(image, ax=used, shrink=0.8, pad=0.02)
    if any(0.0 in row for grid in picture.grids for row in grid.rows):
        _words(part, {"exactly 0": PALE})


def _colours(picture: Cells) -> Colormap:
    """Two colours for binary cells, otherwise a colour map in which an exact zero (drawn as NaN) stands out."""
    import matplotlib as mpl
    from matplotlib.colors import ListedColormap

    if picture.is_binary:
        return ListedColormap([PALE, BLUE])
    return mpl.colormaps["cividis"].with_extremes(bad=PALE)


def _frame(axes: Axes, grid: Grid) -> None:
    """Set up axes for square cells, without ticks; their title says the name and what was cut off."""
    cut = f" (of {grid.size[0]:,} × {grid.size[1]:,})" if (len(grid.rows), len(grid.rows[0])) != grid.size else ""
    axes.set_title(printable(grid.name) + cut, fontsize=9, fontweight="normal")
    axes.set(xticks=[], yticks=[], aspect="equal", anchor="W")
    axes.invert_yaxis()
    axes.spines[:].set_visible(False)


def _words(part: SubFigure, words: dict[str, str]) -> None:
    from matplotlib.patches import Patch

    patches = [Patch(facecolor=colour, label=printable(word)) for word, colour in words.items()]
    part.legend(handles=patches, loc="outside right upper", frameon=False, ncols=2)


def draw_share(axes: Axes, picture: Share) -> None:
    """Draw the share as a point between 0 and 1, with the band as a bar behind it."""
    n, low, high = picture.coins, picture.low / picture.coins, picture.high / picture.coins
    observed = picture.count / n
    colour, verdict = (BLUE, "inside the band") if picture.is_inside else (ORANGE, "OUTSIDE the band")
    axes.barh([0], [high - low], left=low, height=0.9, color=PALE)
    axes.plot([picture.expected] * 2, [-0.45, 0.45], color=INK, lw=1.2)
    axes.plot([observed], [0], "o" if picture.is_inside else "X", color=colour, ms=8)
    axes.set(xlim=(-0.01, 1.01), ylim=(-0.5, 0.5), yticks=[])
    axes.set_xlabel("share" + (f" ({printable(picture.note)})" if picture.note else ""))
    axes.spines["left"].set_visible(False)
    words = f"observed {observed:.4g} ({picture.count:,} of {n:,}), {verdict}"
    band = f"expected {picture.expected:.4g}, band {low:.4g} to {high:.4g}, left 1 time in 1e9"
    title(axes, f"{picture.title}: {words}", band)


def draw_histogram(axes: Axes, picture: Histogram) -> None:
    """Draw outlines over each other with a legend of their means, and the exact zeros as a bar with their count."""
    for colour, series in zip(COLOURS, picture.series, strict=False):
        name = f"{printable(series.name)}, mean {number(series.mean, picture.edges[-1] - picture.edges[0], 4)}"
        axes.stairs(series.counts, picture.edges, fill=True, color=colour, alpha=0.35, label=name)
        axes.stairs(series.counts, picture.edges, color=colour, lw=1.5)
        axes.axvline(series.mean, color=colour, lw=1.2, ls="--")
    most = max(1, *(c for s in picture.series for c in (*s.counts, s.zeros)))
    for zeros, colour in sorted(((s.zeros, c) for s, c in zip(picture.series, COLOURS, strict=False)), reverse=True):
        if zeros:
            axes.plot([0, 0], [0, zeros], color=colour, lw=5, solid_capstyle="butt")
            axes.annotate(f"  {zeros:,} exact zeros", (0, zeros), va="center", color=colour)
    axes.set(xlabel=printable(picture.axis), ylabel="count", ylim=(0, most * 1.12))
    axes.legend(frameon=False, title="dashed: the means", title_fontsize=8.5)
    title(axes, picture.title, picture.note)


def draw_bars(axes: Axes, picture: Bars) -> None:
    """Draw bars with their number at the end, and a tick at the expected value."""
    for place, (_, value, expected) in enumerate(picture.values):
        axes.barh([place], [value], height=0.6, color=BLUE)
        words = f" {value:.4g}" + (f" (expected {expected:.4g})" if expected is not None else "")
        axes.annotate(words, (max(value, 0), place), va="center")
        if expected is not None:
            axes.plot([expected] * 2, [place - 0.42, place + 0.42], color=ORANGE, lw=2)
    axes.set(yticks=range(len(picture.values)), yticklabels=[printable(name) for name, *_ in picture.values])
    axes.set_xlabel(printable(picture.axis))
    axes.invert_yaxis()
    axes.margins(x=0.25)
    title(axes, picture.title, picture.note)


def draw_curve(axes: Axes, picture: Curve) -> None:
    """Draw lines named at their right ends, the band in a pale shade, and single points as circles."""
    ends: list[tuple[float, str, str]] = []  # where each name belongs, the name, and its colour
    if picture.band:
        axes.fill_between(picture.x, picture.band.low, picture.band.high, color=SKY, alpha=0.35, lw=0)
        ends.append((picture.band.high[-1], picture.band.name, "#2B7FB0"))
    for colour, style, line in zip(COLOURS, STYLES, picture.lines, strict=False):
        axes.plot(picture.x, line.y, style, color=colour, lw=1.8)
        ends.append((line.y[-1], line.name, colour))
    if picture.points:
        name, x, y = picture.points
        axes.plot(x, y, "o", ms=4, color=INK, mfc="white")
        ends.append((y[-1], f"○ {name}", INK))
    axes.set(xlabel=printable(picture.axes[0]), ylabel=printable(picture.axes[1]))
    axes.margins(x=0)
    _name_ends(axes, ends)
    title(axes, picture.title, picture.note)


def _name_ends(axes: Axes, ends: list[tuple[float, str, str]]) -> None:
    """Write names to the right of the lines, pushed apart where they would overlap."""
    low, high = axes.get_ylim()
    free = -1.0
    for height, name, colour in sorted(ends, key=lambda end: end[0]):
        words = fill(printable(name), NAME)
        size = LETTERS * (words.count("\n") + 1)
        place = max((height - low) / (high - low) - size / 2, free)
        free = place + size
        axes.annotate(words, (1.015, place), xycoords="axes fraction", va="bottom", color=colour, fontsize=9)
