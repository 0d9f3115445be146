"""The pictures of a problem as plain data: cells, shares with their band, histograms, curves and bars.

The functions make them from what a student returned, and fail as expectations do if that cannot be drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dropgrade.checks.coins import binomial_band
from dropgrade.checks.failure import Array, fail
from dropgrade.checks.masks import own_coins

LARGEST = 1e100  # numbers beyond it leave no room on an axis for anything else
Values = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The first rows and columns of a matrix under a name; `size` is that of the whole matrix."""

    name: str
    rows: tuple[Values, ...]
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cells:
    """Grids side by side on one scale; `words` say what 0 and 1 mean if they hold nothing else."""

    title: str
    grids: tuple[Grid, ...]
    axes: tuple[str, str]
    words: tuple[str, str] | None
    note: str = ""

    @property
    def is_binary(self) -> bool:
        """Whether every cell is 0 or 1 and these have words."""
        return self.words is not None and {v for g in self.grids for row in g.rows for v in row} <= {0.0, 1.0}

    @property
    def scale(self) -> tuple[float, float]:
        """The smallest and the largest number."""
        every = [v for grid in self.grids for row in grid.rows for v in row]
        return min(every), max(every)


@dataclass(frozen=True, slots=True)
class Share:
    """A count of coins, with the expected count and the band that right coins leave one time in 1e9."""

    title: str
    count: int
    coins: int
    expected: float
    low: int
    high: int
    note: str = ""

    @property
    def is_inside(self) -> bool:
        """Whether the count lies in its band."""
        return self.low <= self.count <= self.high


@dataclass(frozen=True, slots=True)
class Series:
    """One group of numbers counted in bins, exact zeros apart; `values` are the numbers themselves."""

    name: str
    counts: tuple[int, ...]
    zeros: int
    mean: float
    values: Values = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Histogram:
    """Groups of numbers in the same bins."""

    title: str
    axis: str
    edges: Values
    series: tuple[Series, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a curve."""

    name: str
    y: Values


@dataclass(frozen=True, slots=True)
class Band:
    """The stretch between two lines."""

    name: str
    low: Values
    high: Values


@dataclass(frozen=True, slots=True)
class Curve:
    """Lines over the same x, with a band or with single points where there are any."""

    title: str
    axes: tuple[str, str]
    x: Values
    lines: tuple[Line, ...]
    band: Band | None = None
    points: tuple[str, Values, Values] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Named numbers, each beside what is expected of it where that is known."""

    title: str
    axis: str
    values: tuple[tuple[str, float, float | None], ...]
    note: str = ""


PICTURES = (Cells, Share, Histogram, Curve, Bars)
Picture = Cells | Share | Histogram | Curve | Bars


def numbers(value: object, what: str, shape: tuple[int, ...] | None = None) -> Array:
    """An array of numbers that can be drawn, as float64; `shape` is the one that it must have."""
    expected = "an array of numbers" if shape is None else f"an array of numbers of shape {shape}"
    array = np.asarray(value) if isinstance(value, np.generic | float | int) else value
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "biuf":
        fail(what, observed=value, expected=expected)
    if shape is not None and array.shape != shape:
        fail(f"the shape of {what}", observed=str(array.shape), expected=str(shape))
    if not array.size:
        fail(what, observed="an empty array", expected=expected)
    plain = array.astype(np.float64)
    if not np.isfinite(plain).all():
        fail(what, observed="it holds NaN or infinity", expected="finite numbers")
    if np.abs(plain).max() > LARGEST:
        fail(what, observed="it holds numbers that are too large to draw", expected="numbers of an ordinary size")
    return plain


def cells(
    title: str,
    grids: Mapping[str, object],
    *,
    rows: str,
    columns: str,
    words: tuple[str, str] | None = ("dropped", "kept"),
    most: tuple[int, int] = (12, 32),
    note: str = "",
) -> Cells:
    """Matrices side by side, each cut to a number of rows and columns; `rows` and `columns` name the axes."""
    return Cells(title, tuple(_grid(name, each, most) for name, each in grids.items()), (rows, columns), words, note)


def _grid(name: str, value: object, most: tuple[int, int]) -> Grid:
    array = numbers(value, name)
    if array.ndim != 2:  # noqa: PLR2004 - rows and columns
        fail(f"the shape of {name}", observed=str(array.shape), expected="two dimensions")
    shown = array[: most[0], : most[1]]
    return Grid(name, tuple(map(_values, shown)), (array.shape[0], array.shape[1]))


def share(title: str, heads: object, probability: float, *, note: str = "") -> Share:
    """The share of heads (nonzero entries), against independent coins of this probability; one entry per coin."""
    coins, expected = numbers(heads, title), float(probability)
    return Share(title, int(np.count_nonzero(coins)), coins.size, expected, *binomial_band(coins.size, expected), note)


def histogram(title: str, groups: Mapping[str, object], *, axis: str, bins: int = 14, note: str = "") -> Histogram:
    """A histogram of the numbers in each group; exact zeros are counted apart."""
    arrays = {name: numbers(value, name).ravel() for name, value in groups.items()}
    others = np.concatenate([a[a != 0] for a in arrays.values()])
    low, high = (float(others.min()), float(others.max())) if others.size else (0.0, 1.0)
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        low, high = low - max(abs(low), 1.0) / 2, high + max(abs(high), 1.0) / 2
    edges = np.linspace(low, high, bins + 1)
    return Histogram(title, axis, _values(edges), tuple(_series(n, a, edges) for n, a in arrays.items()), note)


def _series(name: str, array: Array, edges: Array) -> Series:
    counts = map(int, np.histogram(array[array != 0], edges)[0])
    return Series(name, tuple(counts), int(np.count_nonzero(array == 0)), float(array.mean()), _values(array))


def curve(
    title: str,
    x: object,
    lines: Mapping[str, object],
    *,
    x_axis: str,
    y_axis: str,
    band: tuple[str, object, object] | None = None,
    points: tuple[str, object, object] | None = None,
    note: str = "",
) -> Curve:
    """Lines over x; `band` is a name with its lower and upper end, `points` a name with their x and y."""
    at = numbers(x, x_axis).ravel()
    every = tuple(Line(name, _values(numbers(y, name, at.shape))) for name, y in lines.items())
    ends = Band(band[0], *(_values(numbers(end, band[0], at.shape)) for end in band[1:])) if band else None
    return Curve(title, (x_axis, y_axis), _values(at), every, ends, _points(*points) if points else None, note)


def _points(name: str, x: object, y: object) -> tuple[str, Values, Values]:
    return name, _values(numbers(x, name).ravel()), _values(numbers(y, name).ravel())


def bars(
    title: str, values: Mapping[str, object], *, axis: str, expected: Mapping[str, float] | None = None, note: str = ""
) -> Bars:
    """Named numbers; `expected` holds what is right for some or all of them."""
    wanted = dict.fromkeys(values) | {name: float(value) for name, value in (expected or {}).items()}
    return Bars(title, axis, tuple((n, float(numbers(v, n, ())), wanted[n]) for n, v in values.items()), note)


def _values(array: Array) -> Values:
    return tuple(map(float, array))


def activations(shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Inputs whose changes are easy to see: normally distributed around 2, and never zero."""
    return np.clip(rng.normal(2.0, 0.35, shape), 0.5, 3.5)


def before_and_after(
    x: Array, out: object, p: float, *, shared: Sequence[int] = (), rows: str = "samples", columns: str = "features"
) -> list[Picture]:
    """The pictures of dropout: where `out` is not zero, the share of kept coins, the numbers before and after.

    `shared` are axes along which one coin counts for all entries. A mask of two dimensions is drawn; of any other
    the picture draws cells of its own.
    """
    after = numbers(out, "out", x.shape)
    on = after != 0
    mask = [cells("The mask", {"out": on}, rows=rows, columns=columns)] if x.ndim == 2 else []  # noqa: PLR2004
    note = "one entry for each coin that several share" if shared else ""
    kept = share("Kept", own_coins(on, shared), 1 - p, note=note)
    return [*mask, kept, histogram("Before and after", {"x": x, "out": after}, axis="value")]
