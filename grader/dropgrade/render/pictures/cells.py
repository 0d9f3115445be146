"""Cells as lines of a terminal: two columns a cell, which makes it a square."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from rich.text import Text

from dropgrade.checks.pictures import Cells, Grid
from dropgrade.render.pictures.charts import drawn

SHADES = "·░▒▓█"
NOTHING = " "
"""An exact zero, which is what most pictures are about."""
DROPPED, KEPT = "·", "■"
GAP = 3


def lines_of(picture: Cells, width: int) -> Iterator[Text]:
    """The legend, and the grids side by side as far as they fit."""
    yield Text(_legend(picture), "dim")
    row: list[list[str]] = []
    for block in (_block(picture, grid, width) for grid in picture.grids):
        if row and sum(len(b[0]) + GAP for b in row) + len(block[0]) > width:
            yield from _beside(row)
            yield Text()
            row = []
        row.append(block)
    yield from _beside(row)
    yield from (Text(words, "dim") for words in _left_out(picture, width))


def _legend(picture: Cells) -> str:
    rows, columns = picture.axes
    where = f"{rows} down, {columns} across"
    if picture.is_binary and picture.words is not None:
        return f"{DROPPED} {picture.words[0]}   {KEPT} {picture.words[1]}   {where}"
    low, high = picture.scale
    has_zeros = any(0.0 in row for grid in picture.grids for row in grid.rows)
    return f"{low:.3g} [{SHADES}] {high:.3g}{'   blank: exactly 0' * has_zeros}   {where}"


def _block(picture: Cells, grid: Grid, width: int) -> list[str]:
    """A grid below its name, all lines of one length."""
    low, high = picture.scale
    fitting = max(1, width // 2)
    if picture.is_binary:
        lines = [" ".join(KEPT if v else DROPPED for v in row[:fitting]) for row in grid.rows]
    else:
        lines = ["".join(2 * _shade(v, low, high) for v in row[:fitting]) for row in grid.rows]
    size = max(len(line) for line in (grid.name, *lines))
    return [line.ljust(size) for line in (grid.name, *lines)]


def _shade(value: float, low: float, high: float) -> str:
    if value == 0:
        return NOTHING
    at = (value - low) / (high - low) if high > low else 1.0
    return SHADES[min(int(at * len(SHADES)), len(SHADES) - 1)]


def _beside(blocks: list[list[str]]) -> Iterator[Text]:
    widths = [len(block[0]) for block in blocks]
    for number, cells in enumerate(zip_longest(*blocks, fillvalue="")):
        line = (" " * GAP).join(cell.ljust(size) for cell, size in zip(cells, widths, strict=True))
        yield drawn(line, "bold" if number == 0 else "")


def _left_out(picture: Cells, width: int) -> Iterator[str]:
    """What was there and is not drawn, once for all grids that are alike."""
    found = dict.fromkeys(", ".join(_cut(picture, grid, width)) for grid in picture.grids)
    yield from filter(None, found)


def _cut(picture: Cells, grid: Grid, width: int) -> Iterator[str]:
    drawn = len(grid.rows), min(len(grid.rows[0]), max(1, width // 2))
    for axis, few, all_of_them in zip(picture.axes, drawn, grid.size, strict=True):
        if few < all_of_them:
            yield f"{few} of {all_of_them:,} {axis}"
