"""Read a prediction, and compare it with the measurements in a sentence."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from dropgrade.checks.failure import Array
from dropgrade.lab.asked import AskError
from dropgrade.lab.experiments.experiment import Choice, Drawing, Experiment, Found, Measured
from dropgrade.progress.experiment_record import Prediction

NEAR = 0.15
"""A curve whose mean distance is at most this share of the axis counts as right."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether the prediction was right, in a sentence; `measured` is the curve at the places where one was drawn."""

    was_right: bool
    sentence: str
    measured: tuple[float, ...] = ()


def read_prediction(experiment: Experiment, given: object) -> Prediction:
    """A prediction as the page sends it: a place among the options, or a height for each place of the curve."""
    question = experiment.question
    if isinstance(question, Choice):
        if type(given) is not int or not 0 <= given < len(question.options):
            raise AskError("Choose one of the options.", "Then lock your prediction.")
        return given
    if not isinstance(given, list) or len(given) != len(question.x):
        raise AskError("The curve needs a height at each of its places.", "Draw it from one end to the other.")
    if not all(type(height) in (int, float) and math.isfinite(height) for height in given):
        raise AskError("The curve has a height that is not a number.", "Draw it again.")
    return [min(max(float(height), 0.0), question.top) for height in given]


def compare(experiment: Experiment, prediction: Prediction, found: Found, measured: Measured) -> Comparison:
    """Compare a prediction with the data."""
    question = experiment.question
    if isinstance(question, Choice):
        return _of_choice(question, prediction, found)
    curve = np.interp(question.x, experiment.chart.x, measured[question.series].mean(axis=0))
    return _of_curve(question, np.asarray(prediction, dtype=float), curve)


def _of_choice(question: Choice, prediction: Prediction, found: Found) -> Comparison:
    place = prediction if isinstance(prediction, int) else 0
    said = question.options[min(place, len(question.options) - 1)]
    if prediction == found.option:
        return Comparison(was_right=True, sentence=f"You predicted “{_bare(said)}”, and so it is.")
    shown = f"“{_bare(question.options[found.option])}”" if found.option is not None else "none of the options"
    return Comparison(was_right=False, sentence=f"You predicted “{_bare(said)}”, and the data say {shown}.")


def _bare(option: str) -> str:
    return option.removesuffix(".")


def _of_curve(question: Drawing, drawn: Array, curve: Array) -> Comparison:
    drawn = np.resize(drawn, curve.shape)
    distance = float(np.abs(drawn - curve).mean())
    was_right = distance <= NEAR * question.top
    near = "close to" if was_right else "away from"
    sentence = (
        f"Your curve is {near} the measured one: {distance:.2g} on average, on an axis to {question.top:g}. "
        f"Yours {_shape(question.x, drawn)}; the measured one {_shape(question.x, curve)}."
    )
    return Comparison(was_right, sentence, tuple(map(float, curve)))


def _shape(x: tuple[float, ...], y: Array) -> str:
    """Where a curve has its lowest and its highest value, in words."""
    low, high = int(y.argmin()), int(y.argmax())
    if y[low] == y[high]:
        return "is flat"
    ends = {0, len(x) - 1}
    if {low, high} == ends:
        return "rises from end to end" if high > low else "falls from end to end"
    return f"is lowest at {x[low]:g} and highest at {x[high]:g}"
