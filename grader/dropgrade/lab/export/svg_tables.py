"""Cells, networks, steps and tables as SVG, from the plain data of a panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dropgrade.lab.export.svg_shapes import ACCENT, FAINT, INK, LETTER, QUIET, Drawing, written

Panel = Mapping[str, Any]
LEFT = 16.0
LINE = 19.0
UNIT = 9.0


def cells(panel: Panel, drawing: Drawing, top: float) -> float:
    """Grids of cells, as many side by side as fit; in binary grids, the lower value is crossed out."""
    x, tallest = LEFT, 0.0
    for grid in panel["grids"]:
        size = min(18.0, (drawing.width - 2 * LEFT) / max(len(grid["rows"][0]), 1))
        name = grid["name"] + _part(grid)
        wide = max(size * len(grid["rows"][0]), LETTER * 1.1 * len(name))
        if x > LEFT and x + wide > drawing.width - LEFT:
            x, top, tallest = LEFT, top + tallest, 0.0
        drawing.text(x, top + 12, name, is_bold=True)
        _grid(drawing, grid["rows"], (x, top + 20), size, panel["scale"])
        x, tallest = x + wide + 24, max(tallest, 32 + size * len(grid["rows"]))
    top += tallest
    if panel["is_binary"] and panel["words"]:
        off, on = panel["words"]
        for place, share, word in ((LEFT, 1.0, on), (LEFT + 120, 0.0, off)):
            _cell(drawing, place, top + 2, 13, share, word)
            drawing.text(place + 19, top + 13, word)
        top += 22
    drawing.text(LEFT, top + 12, f"rows: {panel['axes'][0]}, columns: {panel['axes'][1]}", size=11, colour=FAINT)
    return top + 24


def _part(grid: Panel) -> str:
    shown = (len(grid["rows"]), len(grid["rows"][0]))
    return "" if tuple(grid["size"]) == shown else f"  (the first {_by(shown)} of {_by(grid['size'])})"


def _grid(
    drawing: Drawing, rows: Sequence[Sequence[float]], at: tuple[float, float], size: float, scale: Sequence[float]
) -> None:
    low, high = scale
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            share = (value - low) / ((high - low) or 1.0)
            _cell(drawing, at[0] + across * size, at[1] + down * size, size - 1, share, written(value))


def _by(size: Sequence[int]) -> str:
    return " × ".join(map(str, size))


def _cell(drawing: Drawing, x: float, y: float, size: float, share: float, words: str) -> None:
    """A cell, filled more the larger its number; the smallest is empty, with a stroke through it."""
    shade = "".join(f"{round(255 + (dark - 255) * share):02x}" for dark in (11, 92, 173))
    drawing.box(x, y, size, size, f"#{shade}" if share else QUIET, words=words)
    if not share:
        drawing.line((x + 2, y + size - 2, x + size - 2, y + 2), FAINT)


def networks(panel: Panel, drawing: Drawing, top: float) -> float:
    """The same layers several times: active units, and dropped ones crossed out and without edges."""
    across = max(1, min(len(panel["networks"]), 3))
    wide = (drawing.width - 2 * LEFT) / across
    tall = 40 + 26 * max(len(layer) for _, layers in panel["networks"] for layer in layers)
    for number, (name, layers) in enumerate(panel["networks"]):
        x, y = LEFT + wide * (number % across), top + tall * (number // across)
        drawing.text(x, y + 12, name, is_bold=True)
        _network(drawing, layers, x + 16, y + 26, wide - 48, tall - 44)
    return top + tall * -(-len(panel["networks"]) // across) + 6


def _network(drawing: Drawing, layers: Sequence[Sequence[float]], x: float, y: float, wide: float, tall: float) -> None:
    step = wide / max(len(layers) - 1, 1)
    places = [
        [(x + step * column, y + tall * (row + 0.5) / len(layer)) for row in range(len(layer))]
        for column, layer in enumerate(layers)
    ]
    for column in range(len(layers) - 1):
        for start, on in zip(places[column], layers[column], strict=True):
            for end, is_next_on in zip(places[column + 1], layers[column + 1], strict=True):
                if on and is_next_on:
                    drawing.line((*start, *end), "#b9c6d8")
    for column, layer in enumerate(layers):
        for (cx, cy), on in zip(places[column], layer, strict=True):
            drawing.circle(
                cx, cy, UNIT, ACCENT if on else "#ffffff", ACCENT if on else FAINT, words="on" if on else "dropped"
            )
            if not on:
                drawing.line((cx - 5, cy - 5, cx + 5, cy + 5), FAINT, 1.5)
                drawing.line((cx - 5, cy + 5, cx + 5, cy - 5), FAINT, 1.5)


def steps(panel: Panel, drawing: Drawing, top: float) -> float:
    """A calculation: each step with its formula and its arrays."""
    for step in panel["steps"]:
        drawing.text(LEFT, top + 14, step["title"], is_bold=True, size=13)
        drawing.text(LEFT + 16, top + 14 + LINE, step["formula"], colour=ACCENT)
        top += 14 + 2 * LINE
        for name, rows in step["values"]:
            drawing.text(LEFT + 16, top, f"{name} =")
            for row in rows:
                drawing.text(LEFT + 90, top, "   ".join(map(written, row)))
                top += LINE
        if step["note"]:
            top = drawn_note(drawing, step["note"], top - 4)
        top += 8
    return top


def rows(panel: Panel, drawing: Drawing, top: float) -> float:
    """A table: numbers to the right, words to the left."""
    texts = [list(panel["head"]), *([written(value) for value in row] for row in panel["rows"])]
    wide = [22 + LETTER * max(len(row[column]) for row in texts) for column in range(len(texts[0]))]
    for number, row in enumerate(texts):
        x, y = LEFT, top + LINE * (number + 0.8)
        for column, words in enumerate(row):
            is_number = column > 0
            place = x + wide[column] - 12 if is_number else x
            drawing.text(place, y, words, anchor="end" if is_number else "start", is_bold=number == 0)
            x += wide[column]
        if number == 0:
            drawing.line((LEFT, y + 6, x, y + 6), INK)
    return top + LINE * (len(texts) + 0.6)


def drawn_note(drawing: Drawing, words: str, top: float) -> float:
    """Draw a note in small letters, on as many lines as it needs; returns where it ends."""
    most = int((drawing.width - 2 * LEFT) / (LETTER * 0.92))
    line = ""
    for word in [*words.split(), ""]:
        if not word or len(line) + 1 + len(word) > most:
            drawing.text(LEFT, top + 12, line, size=11, colour=FAINT)
            line, top = word, top + 15
        else:
            line = f"{line} {word}".strip()
    return top + 4
