"""Lines, ranges, histograms and bars as SVG, from the plain data of a panel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dropgrade.lab.export.svg_shapes import ACCENT, COLOURS, FAINT, LETTER, QUIET, Drawing, ticks, written

Panel = Mapping[str, Any]
LEFT, RIGHT, TOP, BOTTOM = 62.0, 26.0, 26.0, 44.0
TALL = 240.0
ROW = 24.0


@dataclass(frozen=True, slots=True)
class Plane:
    """The plane of a chart: the ranges of both axes, and the box that they are drawn in."""

    x_low: float
    x_high: float
    y_low: float
    y_high: float
    left: float
    top: float
    width: float
    height: float

    def x(self, value: float) -> float:
        """The x coordinate of a number on the x axis."""
        return self.left + self.width * (value - self.x_low) / ((self.x_high - self.x_low) or 1.0)

    def y(self, value: float) -> float:
        """The y coordinate of a number on the y axis."""
        return self.top + self.height * (1 - (value - self.y_low) / ((self.y_high - self.y_low) or 1.0))


def lines(panel: Panel, drawing: Drawing, top: float) -> float:
    """Lines over a common axis, with bands and named levels; returns where the chart ends."""
    runs = panel["runs"]
    xs = [x for run in runs for x in run["x"]] or [0.0, 1.0]
    ys = [y for run in runs for y in (*run["y"], *run["low"], *run["high"])]
    ys += [y for _, y in panel["levels"]] or ([] if ys else [0.0])
    low, high = min(ys), max(ys)
    low = 0.0 if 0 < low < high - low else low
    room = drawing.width - LEFT - RIGHT
    plane = Plane(min(xs), max(xs), low, high if high > low else low + 1, LEFT, top + TOP, room, TALL - TOP - BOTTOM)
    _axes(drawing, plane, panel["axes"], is_log=panel["is_log"])
    for name, level in panel["levels"]:
        y = plane.y(level)
        drawing.line((plane.left, y, plane.left + plane.width, y), FAINT)
        drawing.text(plane.left + plane.width, y - 4, name, anchor="end", size=11, colour=FAINT)
    for number, run in enumerate(runs):
        _run(drawing, plane, run, number)
    return _legend(drawing, runs, top + TALL)


def _run(drawing: Drawing, plane: Plane, run: Panel, number: int) -> None:
    if run["low"]:
        up = [(plane.x(x), plane.y(y)) for x, y in zip(run["x"], run["high"], strict=True)]
        down = [(plane.x(x), plane.y(y)) for x, y in zip(run["x"], run["low"], strict=True)]
        drawing.area([*up, *reversed(down)], number)
    points = [(plane.x(x), plane.y(y)) for x, y in zip(run["x"], run["y"], strict=True)]
    if not run["is_points"]:
        drawing.path(points, number, words=run["name"])
        return
    for x, y in points:
        drawing.circle(x, y, 3, COLOURS[number % len(COLOURS)], words=run["name"])


def _axes(drawing: Drawing, plane: Plane, names: Sequence[str], *, is_log: bool = False) -> None:
    floor, right = plane.top + plane.height, plane.left + plane.width
    for value in ticks(plane.y_low, plane.y_high):
        y = plane.y(value)
        drawing.line((plane.left, y, right, y), QUIET)
        label = f"10^{value:g}" if is_log else written(float(value))
        drawing.text(plane.left - 6, y + 4, label, anchor="end", size=11)
    for value in ticks(plane.x_low, plane.x_high, 8):
        drawing.text(plane.x(value), floor + 15, written(float(value)), anchor="middle", size=11)
    drawing.line((plane.left, floor, right, floor))
    drawing.text(plane.left + plane.width / 2, floor + 32, names[0], anchor="middle", size=12)
    drawing.text(16, plane.top - 12, names[1], size=12)


def _legend(drawing: Drawing, runs: Sequence[Panel], top: float) -> float:
    """Draw the names of lines with a sample of each, as many in a row as fit; returns where the legend ends."""
    x, y = LEFT, top + 6
    for number, run in enumerate(runs):
        name = run["name"]
        wide = 34 + LETTER * len(name)
        if x > LEFT and x + wide > drawing.width - RIGHT:
            x, y = LEFT, y + 18
        if run["is_points"]:
            drawing.circle(x + 12, y - 4, 3, COLOURS[number % len(COLOURS)])
        else:
            drawing.path([(x, y - 4), (x + 24, y - 4)], number)
        drawing.text(x + 29, y, name, size=12)
        x += wide + 14
    return y + 16


def ranges(panel: Panel, drawing: Drawing, top: float) -> float:
    """Named numbers: the mean as a dot on a line from the lowest to the highest."""
    rows = panel["rows"]
    every = [value for _, *values in rows for value in values]
    return _named_rows(drawing, panel["axis"], [row[0] for row in rows], every, top, lambda number, y, at: _range(
        drawing, rows[number], y, at
    ))  # fmt: skip


def _range(drawing: Drawing, row: Sequence[Any], y: float, at: Callable[[float], float]) -> str:
    _, mean, low, high = row
    drawing.line((at(low), y, at(high), y), ACCENT, 3)
    drawing.circle(at(mean), y, 5, ACCENT)
    return f"{written(mean)}  ({written(low)} to {written(high)})" if high > low else written(mean)


def bars(panel: Panel, drawing: Drawing, top: float) -> float:
    """Named numbers as bars from 0, with a mark where each is expected."""
    rows = panel["values"]
    every = [0.0, *(value for _, *values in rows for value in values if value is not None)]

    def draw(number: int, y: float, at: Callable[[float], float]) -> str:
        _, value, expected = rows[number]
        drawing.box(min(at(0), at(value)), y - 7, abs(at(value) - at(0)), 14, ACCENT)
        if expected is not None:
            drawing.line((at(expected), y - 10, at(expected), y + 10), COLOURS[1], 2)
        return written(value) + ("" if expected is None else f"  (expected {written(expected)})")

    return _named_rows(drawing, panel["axis"], [row[0] for row in rows], every, top, draw)


def _named_rows(
    drawing: Drawing,
    axis: str,
    names: Sequence[str],
    every: Sequence[float],
    top: float,
    draw: Callable[[int, float, Callable[[float], float]], str],
) -> float:
    left = 28 + LETTER * 1.08 * max(map(len, names), default=0)
    low, high = min(0.0, *every), max(every)
    plane = Plane(low, high if high > low else low + 1, 0, 1, left, top, drawing.width - left - 190, 1)
    for number, name in enumerate(names):
        y = top + ROW * (number + 0.6)
        drawing.line((plane.left, y, plane.left + plane.width, y), QUIET)
        drawing.text(left - 8, y + 4, name, anchor="end")
        words = draw(number, y, plane.x)
        drawing.text(plane.left + plane.width + 12, y + 4, words, size=11)
    end = top + ROW * (len(names) + 0.4)
    drawing.text(plane.left + plane.width / 2, end + 10, axis, anchor="middle")
    return end + 22


def histogram(panel: Panel, drawing: Drawing, top: float) -> float:
    """A row of bars for each group, in the same bins; the count of exact zeros is written beside it."""
    edges, most = panel["edges"], max([1, *(n for each in panel["series"] for n in each["counts"])])
    room = drawing.width - LEFT - RIGHT
    plane = Plane(edges[0], edges[-1], 0, most, LEFT, 0, room, 90)
    for number, series in enumerate(panel["series"]):
        zeros = f", {series['zeros']:,} of them exactly 0" if series["zeros"] else ""
        count = sum(series["counts"]) + series["zeros"]
        words = f"{series['name']}: {count:,} numbers{zeros}, mean {written(series['mean'])}"
        drawing.text(LEFT, top + 12, words, is_bold=True)
        floor = top + 20 + plane.height
        for place, height in enumerate(series["counts"]):
            x, tall = plane.x(edges[place]), plane.height * height / most
            wide = plane.x(edges[place + 1]) - x - 1
            drawing.box(x, floor - tall, wide, tall, COLOURS[number % len(COLOURS)], words=f"{height:,}")
        drawing.line((LEFT, floor, LEFT + room, floor))
        for value in ticks(edges[0], edges[-1], 8):
            drawing.text(plane.x(value), floor + 14, written(float(value)), anchor="middle", size=11)
        top = floor + 26
    drawing.text(LEFT + room / 2, top + 4, panel["axis"], anchor="middle")
    return top + 16
