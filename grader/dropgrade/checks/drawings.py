"""Figures of matplotlib as plain data: what is on the axes, not how it looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

import numpy as np

from dropgrade.checks.failure import fail

Array = np.ndarray[Any, Any]
Kind = TypeVar("Kind")
NOTHING = np.zeros(0)


class Drawn(tuple[Kind, ...]):  # noqa: SLOT001 - it has a name
    """Drawn items, in order; a check that asks for more than there are fails."""

    name = "drawings"

    @classmethod
    def of(cls, name: str, items: Iterable[Kind]) -> Drawn[Kind]:
        """Return these items under this name."""
        made = cls(items)
        made.name = name
        return made

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 - as a tuple has it
        """Return one of the items, or a slice of them."""
        try:
            return super().__getitem__(place)
        except IndexError:
            least = place + 1 if place >= 0 else -place
            fail(f"the {self.name} that were drawn", observed=str(len(self)), expected=f"at least {least}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of `plot`: its coordinates, label, style and marker."""

    x: Array = field(default_factory=lambda: NOTHING)
    y: Array = field(default_factory=lambda: NOTHING)
    label: str = ""
    style: str = ""
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """The points of one `scatter`."""

    x: Array = field(default_factory=lambda: NOTHING)
    y: Array = field(default_factory=lambda: NOTHING)
    label: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """The bars of one `bar` or `hist`: middles, left edges, widths, lower ends and heights."""

    x: Array = field(default_factory=lambda: NOTHING)
    left: Array = field(default_factory=lambda: NOTHING)
    width: Array = field(default_factory=lambda: NOTHING)
    bottom: Array = field(default_factory=lambda: NOTHING)
    height: Array = field(default_factory=lambda: NOTHING)
    label: str = ""


@dataclass(frozen=True, slots=True)
class Axes:
    """One pair of axes, with everything on it."""

    title: str = ""
    x_label: str = ""
    y_label: str = ""
    x_scale: str = ""
    y_scale: str = ""
    x_limits: Array = field(default_factory=lambda: NOTHING)
    y_limits: Array = field(default_factory=lambda: NOTHING)
    legend: Drawn[str] = field(default_factory=Drawn)
    texts: Drawn[str] = field(default_factory=Drawn)
    lines: Drawn[Line] = field(default_factory=Drawn)
    points: Drawn[Points] = field(default_factory=Drawn)
    bars: Drawn[Bars] = field(default_factory=Drawn)
    images: Drawn[Array] = field(default_factory=Drawn)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its title above all axes, and its axes in the order in which they were made."""

    title: str = ""
    axes: Drawn[Axes] = field(default_factory=Drawn)


LISTS: dict[str, type[Any]] = {
    "legend": str, "texts": str, "lines": Line, "points": Points, "bars": Bars, "images": np.ndarray, "axes": Axes,
}  # fmt: skip
"""The type of the members of each list in a figure."""


TEXTS = ("title", "x_label", "y_label", "x_scale", "y_scale", "label", "style", "marker")


def figures_from(answer: object) -> Drawn[Figure]:
    """Return the figures in the worker's answer; anything that is not a figure is left out."""
    return Drawn.of("figures", (_made(Figure, each) for each in (answer if isinstance(answer, list) else [])))


def _made(kind: type[Any], data: object) -> Any:  # noqa: ANN401 - one of the kinds above
    given: dict[str, object] = data if isinstance(data, dict) else {}
    believed = {f.name: v for f in fields(kind) if (v := _believed(f.name, given.get(f.name))) is not None}
    return kind(**believed)


def _believed(name: str, value: object) -> object:
    """Return the value of a figure's field if it has the right form, else None."""
    if name in LISTS:
        items = value if isinstance(value, list) else []
        kind = LISTS[name]
        if kind in (str, np.ndarray):
            return Drawn.of(name, [each for each in items if isinstance(each, kind)])
        return Drawn.of(name, [_made(kind, each) for each in items])
    if name in TEXTS:
        return value if isinstance(value, str) else None
    return value if isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind == "f" else None
