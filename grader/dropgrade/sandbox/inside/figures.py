"""Describe the figures that a program has drawn with matplotlib as plain data."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import numpy as np

Plain = dict[str, Any]
MOST_FIGURES, MOST_AXES, MOST_MARKS = 10, 20, 200
LONGEST = 500


def drawn() -> list[Plain]:
    """Return the open figures of pyplot, oldest first; empty if it was never imported."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    figures = [pyplot.figure(number) for number in pyplot.get_fignums()[:MOST_FIGURES]]
    return [{"title": _title_of(f), "axes": [_axes(a) for a in f.axes[:MOST_AXES]]} for f in figures]


def forget() -> None:
    """Close all figures."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")


def _title_of(figure: Any) -> str:  # noqa: ANN401 - matplotlib may not be there
    return _text(figure.get_suptitle())


def _axes(axes: Any) -> Plain:  # noqa: ANN401 - as above
    legend = axes.get_legend()
    return {
        "title": _text(axes.get_title()),
        "x_label": _text(axes.get_xlabel()),
        "y_label": _text(axes.get_ylabel()),
        "x_scale": _text(axes.get_xscale()),
        "y_scale": _text(axes.get_yscale()),
        "x_limits": _numbers(axes.get_xlim()),
        "y_limits": _numbers(axes.get_ylim()),
        "legend": [_text(t.get_text()) for t in legend.get_texts()[:MOST_MARKS]] if legend else [],
        "texts": [_text(t.get_text()) for t in axes.texts[:MOST_MARKS]],
        "lines": [_line(line) for line in axes.lines[:MOST_MARKS]],
        "points": [_points(c) for c in axes.collections[:MOST_MARKS] if len(c.get_offsets())],
        "bars": [_bars(c) for c in axes.containers[:MOST_MARKS] if hasattr(c, "patches")],
        "images": [np.asarray(np.ma.filled(i.get_array(), np.nan)) for i in axes.images[:MOST_MARKS]],
    }


def _line(line: Any) -> Plain:  # noqa: ANN401 - as above
    x, y = line.get_data(orig=False)
    style = {"style": _text(line.get_linestyle()), "marker": _text(line.get_marker())}
    return {"label": _label(line), "x": _numbers(x), "y": _numbers(y), **style}


def _points(collection: Any) -> Plain:  # noqa: ANN401 - as above
    places: Any = np.ma.filled(np.ma.asarray(collection.get_offsets(), float), np.nan)
    return {"label": _label(collection), "x": places[:, 0].copy(), "y": places[:, 1].copy()}


def _bars(container: Any) -> Plain:  # noqa: ANN401 - as above
    bars = container.patches
    return {
        "label": _label(container),
        "x": _numbers(b.get_x() + b.get_width() / 2 for b in bars),
        "left": _numbers(b.get_x() for b in bars),
        "width": _numbers(b.get_width() for b in bars),
        "bottom": _numbers(b.get_y() for b in bars),
        "height": _numbers(b.get_height() for b in bars),
    }


def _label(artist: Any) -> str:  # noqa: ANN401 - as above
    label = _text(artist.get_label())
    return "" if label.startswith("_") else label  # matplotlib's own names for artists without a label


def _numbers(values: Iterable[Any]) -> np.ndarray[Any, Any]:
    array: Any = np.ma.filled(np.ma.asarray(values if isinstance(values, np.ndarray) else [*values], float), np.nan)
    return np.array(array, float)


def _text(value: object) -> str:
    return str(value)[:LONGEST]
