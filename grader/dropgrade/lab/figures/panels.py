"""The panels of figures and experiments besides the pictures of `show`: lines, ranges, networks, steps, tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from dropgrade.pictures.data import Bars, Cells, Histogram, Values, numbers

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """One line over x; with several seeds the mean, between the lowest and the highest of them at each x."""

    name: str
    x: Values
    y: Values
    low: Values = ()
    high: Values = ()
    is_points: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines over a common axis; `levels` are heights that have a name, `is_log` a y axis in powers of ten."""

    title: str
    axes: tuple[str, str]
    runs: tuple[Run, ...]
    levels: tuple[tuple[str, float], ...] = ()
    is_log: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ranges:
    """Named numbers over several seeds: the mean, the lowest and the highest."""

    title: str
    axis: str
    rows: tuple[tuple[str, float, float, float], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Networks:
    """The same layers several times, with the active (1) and dropped (0) units in each."""

    title: str
    networks: tuple[tuple[str, tuple[Values, ...]], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a calculation: its title, the formula, and named arrays with one or two axes."""

    title: str
    formula: str
    values: tuple[tuple[str, tuple[Values, ...]], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """A calculation, step by step."""

    title: str
    steps: tuple[Step, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table; numbers stay numbers, so that a page can align them."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]
    note: str = ""


Panel = Lines | Ranges | Networks | Steps | Rows | Cells | Histogram | Bars


def panel_json(panel: Panel) -> dict[str, Any]:
    """A panel as a page draws it and the export writes it; `kind` is its class in small letters."""
    found = asdict(panel)
    if isinstance(panel, Cells):
        found["is_binary"], found["scale"] = panel.is_binary, panel.scale
    elif isinstance(panel, Histogram):  # the values are counted in the bins already
        found["series"] = [{k: v for k, v in each.items() if k != "values"} for each in found["series"]]
    return {"kind": type(panel).__name__.lower(), **found}


def plain(values: object) -> Values:
    """Numbers of an array with one axis."""
    return tuple(map(float, np.asarray(values, dtype=float).ravel()))


def rows_of(array: Array) -> tuple[Values, ...]:
    """The rows of an array of one or two axes."""
    return tuple(map(plain, np.atleast_2d(array)))


def line(name: str, x: object, y: object, *, is_points: bool = False) -> Run:
    """One line; values that cannot be drawn as numbers fail as an expectation does."""
    at = plain(x)
    return Run(name, at, plain(numbers(np.asarray(y, dtype=float), name, (len(at),))), is_points=is_points)


def over_seeds(name: str, x: object, runs: Array) -> Run:
    """A line with its band from an array (seeds, x); a single seed has no band."""
    found = numbers(runs, name)
    low, high = (plain(found.min(axis=0)), plain(found.max(axis=0))) if len(found) > 1 else ((), ())
    return Run(name, plain(x), plain(found.mean(axis=0)), low, high)


def ranges(title: str, axis: str, groups: Mapping[str, Array], *, note: str = "") -> Ranges:
    """Named numbers of several seeds."""
    found = {name: numbers(values, name) for name, values in groups.items()}
    every = ((name, float(v.mean()), float(v.min()), float(v.max())) for name, v in found.items())
    return Ranges(title, axis, tuple(every), note)


def networks(title: str, masks: Iterable[tuple[str, Sequence[object]]], *, note: str = "") -> Networks:
    """The same layers with several masks, one per layer."""
    return Networks(title, tuple((name, tuple(map(plain, layers))) for name, layers in masks), note)


def step(title: str, formula: str, values: Mapping[str, Array], *, note: str = "") -> Step:
    """One step of a calculation."""
    named = tuple((name, rows_of(numbers(array, name))) for name, array in values.items())
    return Step(title, formula, named, note)
