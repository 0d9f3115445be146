"""A drawing as PNG or SVG, by matplotlib: one column of pictures, the same bytes for the same drawing."""

from __future__ import annotations

import io
import logging
import os
from typing import Any

from dropgrade.pictures import axes
from dropgrade.pictures.data import Bars, Cells, Curve, Histogram, Picture, Share
from dropgrade.pictures.draw import Drawing
from dropgrade.screen.text import printable

os.environ["MPLBACKEND"] = "agg"  # a notebook's own backend would be looked for, and may not be installed
logging.getLogger("matplotlib").setLevel(logging.CRITICAL)  # its messages about caches are not for students

import matplotlib as mpl  # noqa: E402 - after what it reads when it is imported
from matplotlib.figure import Figure, SubFigure  # noqa: E402

WIDTH, HEAD, DPI = 8.0, 0.55, 150
STYLE: dict[Any, object] = {
    "font.size": 9.5,
    "font.family": "DejaVu Sans",  # which comes with matplotlib: the same on every machine
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": axes.QUIET,
    "axes.labelcolor": axes.INK,
    "text.color": axes.INK,
    "xtick.color": axes.INK,
    "ytick.color": axes.INK,
    "svg.hashsalt": "dropgrade",
    "svg.fonttype": "path",
    "figure.facecolor": "white",
    "text.parse_math": False,  # a dollar in an author's words is one
}


def plotted(drawing: Drawing, form: str) -> bytes:
    """The file's content; `form` is png or svg."""
    with mpl.rc_context():
        mpl.rcdefaults()  # nothing of the user's may change a picture
        mpl.rcParams.update(STYLE)
        heights = [_height(picture) for picture in drawing.pictures]
        figure = Figure(figsize=(WIDTH, sum(heights) + HEAD), layout="constrained")
        title = f"{printable(drawing.title)}   {drawing.settings}"
        figure.suptitle(title, fontsize=13, fontweight="bold", x=0.02, ha="left")
        parts = figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
        for part, picture in zip(parts, drawing.pictures, strict=True):
            _draw(part, picture)
        content = io.BytesIO()
        metadata = {"Date": None, "Creator": "dropgrade"} if form == "svg" else {"Software": "dropgrade"}
        figure.savefig(content, format=form, dpi=DPI, metadata=metadata)
    return content.getvalue()


def _height(picture: Picture) -> float:
    match picture:
        case Cells():
            return axes.cells_height(picture, WIDTH)
        case Share():
            return 1.25
        case Histogram():
            return 2.6
        case Bars():
            return 1.0 + 0.32 * len(picture.values)
        case Curve():
            return 3.2


def _draw(part: SubFigure, picture: Picture) -> None:
    match picture:
        case Cells():
            axes.draw_cells(part, picture, WIDTH)
        case Share():
            axes.draw_share(part.subplots(), picture)
        case Histogram():
            axes.draw_histogram(part.subplots(), picture)
        case Bars():
            axes.draw_bars(part.subplots(), picture)
        case Curve():
            axes.draw_curve(part.subplots(), picture)
