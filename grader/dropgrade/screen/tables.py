"""Tables for a terminal: wide columns share the space, or each cell gets a line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rich.align import AlignMethod
from rich.text import Text

from dropgrade.screen.console import hung, longest_word, wrapped

GAP = "  "
NARROWEST = 12
"""If a column would be narrower than this and its cells are not, each cell gets its own line."""


def table(rows: Sequence[Sequence[Text]], aligns: Sequence[str], width: int) -> list[Text]:
    """Return the lines of a table whose first row has the headings; `aligns` are styles such as text-align:right."""
    widths = _widths(rows, width)
    if widths is None:
        return _stacked(rows, width)
    methods = [_method(style) for style in aligns]
    head, *body = ([wrapped(cell, size) for cell, size in zip(row, widths, strict=True)] for row in rows)
    lines = [*_row(head, widths, methods), Text(GAP.join("-" * size for size in widths))]
    is_open = any(len(cell) > 1 for cells in body for cell in cells)  # otherwise nobody could see where a row begins
    for number, cells in enumerate(body):
        lines += [Text()] * (is_open and number > 0)
        lines += _row(cells, widths, methods)
    return lines


def _widths(rows: Sequence[Sequence[Text]], width: int) -> list[int] | None:
    """Return the width of each column, narrowing the widest ones; None if one would be too narrow."""
    columns = list(zip(*rows, strict=True))
    widths = [max(1, *(cell.cell_len for cell in column)) for column in columns]
    words = [max(longest_word(cell) for cell in column) for column in columns]
    least = [max(min(NARROWEST, size), word) for size, word in zip(widths, words, strict=True)]
    room = width - len(GAP) * (len(widths) - 1)
    if sum(least) > room:
        return None
    while sum(widths) > room:
        widths[max(range(len(widths)), key=lambda at: (widths[at] > least[at], widths[at]))] -= 1
    return widths


def _method(style: str) -> AlignMethod:
    return "right" if "right" in style else "center" if "center" in style else "left"


def _row(cells: list[list[Text]], widths: list[int], methods: list[AlignMethod]) -> list[Text]:
    lines = []
    for pieces in zip_longest(*cells):
        fitted = [Text() if piece is None else piece for piece in pieces]
        for piece, size, method in zip(fitted, widths, methods, strict=True):
            piece.align(method, size)
        line = Text(GAP).join(fitted)
        line.rstrip()
        lines.append(line)
    return lines


def _stacked(rows: Sequence[Sequence[Text]], width: int) -> list[Text]:
    """Return a line for each cell, after the name of its column."""
    lines: list[Text] = []
    for row in rows[1:] or rows:
        lines += [Text()] * bool(lines)
        for name, cell in zip(rows[0], row, strict=True):
            label = name + Text(": ") if name.plain and row is not rows[0] else Text()
            lines += hung(wrapped(label + cell, width - len(GAP)), "", GAP)
    return lines
