"""Write the panels of a figure or an experiment as one SVG and one CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dropgrade.lab.export import svg_charts_of_panels as charts
from dropgrade.lab.export import svg_tables as tables
from dropgrade.lab.export.svg_shapes import Drawing

Panel = Mapping[str, Any]
Draw = Callable[[Panel, Drawing, float], float]
KINDS: dict[str, Draw] = {
    "lines": charts.lines, "ranges": charts.ranges, "bars": charts.bars, "histogram": charts.histogram,
    "cells": tables.cells, "networks": tables.networks, "steps": tables.steps, "rows": tables.rows,
}  # fmt: skip
REFERENCE = "Drawn with the reference in place of: "


def svg_of(title: str, panels: Sequence[Panel], reference: Sequence[str] = ()) -> str:
    """A figure with its panels below each other; `reference` are the functions that were not the student's."""
    drawing, top = Drawing(), 14.0
    drawing.text(16, top + 8, title, size=16, is_bold=True)
    top += 22
    if reference:
        top = tables.drawn_note(drawing, REFERENCE + ", ".join(reference), top)
    for panel in panels:
        drawing.text(16, top + 14, panel["title"], size=13, is_bold=True)
        top = KINDS[panel["kind"]](panel, drawing, top + 24)
        if panel["note"]:
            top = tables.drawn_note(drawing, panel["note"], top)
        top += 10
    drawing.height = top + 4
    return drawing.svg(". ".join([title, *(panel["title"] for panel in panels)]))


def csv_of(panels: Sequence[Panel]) -> str:
    """The numbers of panels, one a line, with where each belongs."""
    head = ("panel", "series", "x", "y", "value")
    return table_as_csv(head, [(panel["title"], *row) for panel in panels for row in _numbers(panel)])


def table_as_csv(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table as CSV; text that a spreadsheet would take for a formula is made harmless."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return stream.getvalue()


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")) else value


Row = tuple[object, object, object, object]


def _numbers(panel: Panel) -> Iterator[Row]:
    """Series, x, y and value of every number."""
    match panel["kind"]:
        case "lines":
            for run in panel["runs"]:
                for word in ("y", "low", "high"):
                    yield from ((run["name"], x, word, v) for x, v in zip(run["x"], run[word], strict=False))
        case "histogram":
            for series in panel["series"]:
                yield series["name"], 0.0, "exactly", series["zeros"]
                yield from ((series["name"], x, "", n) for x, n in zip(panel["edges"], series["counts"], strict=False))
        case "ranges" | "bars" | "rows":
            words, rows = _named(panel)
            for name, *values in rows:
                yield from ((name, "", w, v) for w, v in zip(words, values, strict=True) if v is not None)
        case _:
            yield from _arrays(panel)


def _named(panel: Panel) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
    """The names of the columns, and the rows of named numbers."""
    if panel["kind"] == "rows":
        return panel["head"][1:], panel["rows"]
    if panel["kind"] == "bars":
        return ("value", "expected"), panel["values"]
    return ("mean", "low", "high"), panel["rows"]


def _arrays(panel: Panel) -> Iterator[Row]:
    """The numbers of a panel of named rows: the place in a row is x, the number of the row is y."""
    if panel["kind"] == "cells":
        named = [(grid["name"], grid["rows"]) for grid in panel["grids"]]
    elif panel["kind"] == "networks":
        named = list(panel["networks"])
    else:
        named = [(f"{step['title']}: {name}", rows) for step in panel["steps"] for name, rows in step["values"]]
    for name, rows in named:
        yield from ((name, x, y, value) for y, row in enumerate(rows) for x, value in enumerate(row))
