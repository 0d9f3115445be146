"""An experiment as plain data and two functions: one measures with one seed, the other concludes from all seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np

from dropgrade.checks.failure import Array
from dropgrade.lab.bench import Bench
from dropgrade.lab.figures.panels import Panel, panel_json, plain

Measured = dict[str, Array]
"""Measurements by the names of the chart's series: (x,) for one seed, (seeds, x) for all."""


class Watch(Protocol):
    """A callback for numbers as they are measured."""

    def __call__(self, series: str, start: int, values: Iterable[float]) -> None:
        """Some numbers of a series, from a place on."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The axes of a chart that grows while it is measured, and the names of its curves."""

    x_label: str
    y_label: str
    x: tuple[float, ...]
    series: tuple[str, ...]
    top: float
    is_points: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with options; the data decide which is right."""

    text: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A question that is answered by a curve: a height between 0 and `top` at each place of `x`.

    `y_label` names the axis, `series` is the curve of the chart that it is compared with.
    """

    text: str
    y_label: str
    series: str
    x: tuple[float, ...]
    top: float


Question = Choice | Drawing


@dataclass(frozen=True, slots=True)
class Explaining:
    """Sentences to choose from, the index of the right one, and the explanation shown afterwards."""

    options: tuple[str, ...]
    right: int
    because: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim about the data with the reference's functions; five seeds miss it with a probability of at most `error`.

    `error` was computed once from the differences of `seeds` seeds (`python -m tests.lab.error_rates`).
    """

    text: str
    error: float
    seeds: int


@dataclass(frozen=True, slots=True)
class Found:
    """The conclusion from all seeds: a sentence with its numbers, and panels.

    `option` is the right answer to a question with options, by these data.
    """

    sentence: str
    panels: tuple[Panel, ...]
    option: int | None = None


@dataclass(frozen=True, slots=True)
class Experiment:
    """A guided experiment; `about` is what is run, `article` and `data` what they say, `functions` whose code runs.

    `margins` gives, for each part of the claim, one number per seed; their mean is above 0 if that part holds.
    """

    name: str
    title: str
    about: str
    functions: tuple[str, ...]
    chart: Chart
    question: Question
    explaining: Explaining
    claim: Claim
    article: str
    data: str
    source: str
    measure: Callable[[Bench, int, Watch], Measured]
    conclude: Callable[[Measured], Found]
    margins: Callable[[Measured], Sequence[Array]]

    @property
    def described(self) -> dict[str, Any]:
        """The data that a page may show before the prediction."""
        question = {"kind": type(self.question).__name__.lower(), **asdict(self.question)}
        shown = {"name": self.name, "title": self.title, "about": self.about, "functions": self.functions}
        return {**shown, "chart": asdict(self.chart), "question": question, "sentences": self.explaining.options}

    @property
    def lesson(self) -> dict[str, Any]:
        """The data that a page may show after the run: what the article says, and how certain the claim is."""
        return {"article": self.article, "data": self.data, "source": self.source, "claim": asdict(self.claim)}

    def holds(self, measured: Measured) -> bool:
        """Whether the claim held in what was measured."""
        return all(bool(np.mean(margin) > 0) for margin in self.margins(measured))


def found_json(found: Found) -> dict[str, Any]:
    """A conclusion as plain data."""
    panels = [panel_json(each) for each in found.panels]
    return {"sentence": found.sentence, "option": found.option, "panels": panels}


def last(measured: Mapping[str, Array], name: str) -> Array:
    """The last value of a series, for each seed."""
    return measured[name][:, -1]


def places(count: int, start: float, stop: float) -> tuple[float, ...]:
    """Evenly spaced places on an axis, rounded to decimal fractions."""
    return plain([round(start + (stop - start) * n / (count - 1), 6) for n in range(count)])
