"""Print a drawing: each picture below its title, or how the student's code ended."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from rich.padding import Padding
from rich.text import Text

from dropgrade.pictures.charts import bar_lines, curve_lines, drawn, histogram_lines, share_lines
from dropgrade.pictures.data import Bars, Cells, Curve, Grid, Histogram, Picture, Share
from dropgrade.pictures.draw import Drawing
from dropgrade.report import CheckResult
from dropgrade.screen.console import screen
from dropgrade.screen.report_terminal import MARKS, explanation, place, printed
from dropgrade.screen.text import many, printable

INDENT = 2


def write_drawing(drawing: Drawing) -> None:
    """Print the pictures to the standard output."""
    with screen() as console:
        console.print(Text.assemble((drawing.problem, "bold"), f"  {printable(drawing.title)}"))
        for line in _body(drawing, console.width - INDENT):
            console.print(Padding(line, (0, 0, 0, INDENT)))
        if drawing.missing:
            lacks = many(len(drawing.missing), "layer")
            console.print(Text(f"! This machine lacks {lacks} of protection. `dropgrade doctor` says more.", "yellow"))


def _body(drawing: Drawing, width: int) -> Iterator[Text]:
    yield Text(f"{printable(drawing.source)}  {drawing.settings}", "dim")
    if not drawing.pictures:
        yield from _ending(drawing.ending, drawing.source)
    for picture in drawing.pictures:
        yield Text()
        yield Text(printable(picture.title), "bold")
        yield from _lines(picture, width)
        if picture.note:
            yield Text(printable(picture.note), "dim")
    if drawing.ending.output.strip():
        yield from printed(drawing.ending.output)


def _lines(picture: Picture, width: int) -> Iterator[Text]:
    for line in _by_kind(picture, width):
        line.plain = printable(line.plain)
        yield line


def _by_kind(picture: Picture, width: int) -> Iterator[Text]:
    match picture:
        case Cells():
            return cell_lines(picture, width)
        case Share():
            return share_lines(picture, width)
        case Histogram():
            return histogram_lines(picture, width)
        case Bars():
            return bar_lines(picture, width)
        case Curve():
            return curve_lines(picture, width)


def _ending(ending: CheckResult, source: str) -> Iterator[Text]:
    """How the student's code ended, with its line where there is one, and what to do."""
    sign, style = MARKS[ending.outcome]
    yield Text.assemble((sign, style), "  ", printable(ending.message))
    if ending.location is not None:
        yield place(ending.location)
    if ending.explanation is not None:
        yield from explanation(ending.explanation)
    yield Text(f"Edit {printable(source)}, then there is something to draw.", "bold")


SHADES = "·░▒▓█"
NOTHING = " "
"""The cell of an exact zero, which most pictures are about."""
DROPPED, KEPT = "·", "■"
GAP = 3


def cell_lines(picture: Cells, width: int) -> Iterator[Text]:
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
    """The parts that are not drawn, said once for all grids of the same size."""
    found = dict.fromkeys(", ".join(_cut(picture, grid, width)) for grid in picture.grids)
    yield from filter(None, found)


def _cut(picture: Cells, grid: Grid, width: int) -> Iterator[str]:
    drawn = len(grid.rows), min(len(grid.rows[0]), max(1, width // 2))
    for axis, few, all_of_them in zip(picture.axes, drawn, grid.size, strict=True):
        if few < all_of_them:
            yield f"{few} of {all_of_them:,} {axis}"
