"""A drawing for a person: each picture below its title; or how the student's code ended in place of it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.padding import Padding
from rich.text import Text

from dropgrade.checks.pictures import Bars, Cells, Curve, Histogram, Picture, Share
from dropgrade.grading.drawing import Drawing
from dropgrade.render.pictures import cells, charts, curves
from dropgrade.render.screen import screen
from dropgrade.render.terminal import MARKS, place, printed
from dropgrade.render.text import many, printable
from dropgrade.results import CheckResult

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
            return cells.lines_of(picture, width)
        case Share():
            return charts.share_lines(picture, width)
        case Histogram():
            return charts.histogram_lines(picture, width)
        case Bars():
            return charts.bar_lines(picture, width)
        case Curve():
            return curves.lines_of(picture, width)


def _ending(ending: CheckResult, source: str) -> Iterator[Text]:
    """How the student's code ended, with its line where there is one, and what to do."""
    sign, style = MARKS[ending.outcome]
    yield Text.assemble((sign, style), "  ", printable(ending.message))
    if ending.location is not None:
        yield place(ending.location)
    yield Text(f"Edit {printable(source)}, then there is something to draw.", "bold")
