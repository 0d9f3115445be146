"""Figures of trained networks: overfitting, rates, with and without dropout, weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dropgrade.checks.failure import Array
from dropgrade.lab.bench import RATES, Bench, Trained, Training
from dropgrade.lab.figures.figure import Figure
from dropgrade.lab.figures.mask_figures import SRIVASTAVA
from dropgrade.lab.figures.panels import Lines, Panel, Rows, Run, over_seeds
from dropgrade.pictures.data import histogram

EPOCHS, SEEDS = Training(0.0, 0).epochs, 3
CALLED = ("inverted_dropout", "dropout_backward")
FEW_RATES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9)
AT = np.arange(1, EPOCHS + 1)
NOTE = f"100 digits to train on, every fifth with a wrong label, 100 to validate with; {SEEDS} seeds: mean and range."


def _trained(bench: Bench, rate: float, seed: int) -> list[Trained]:
    return [bench.train(Training(rate, seed + n)) for n in range(SEEDS)]


def _over(trained: Sequence[Trained], measure: str) -> Array:
    return np.array([each.measure(measure) for each in trained])


def _curves(title: str, y: str, runs: Sequence[Run], note: str = NOTE) -> Lines:
    return Lines(title, ("epoch", y), tuple(runs), note=note)


def overfitting(bench: Bench, seed: int) -> Sequence[Panel]:
    """A network without dropout: both losses, both accuracies."""
    trained = _trained(bench, 0.0, seed)
    panels = []
    for measure, title in (("loss", "Loss"), ("accuracy", "Accuracy")):
        words = (("training", f"train_{measure}"), ("validation", f"validation_{measure}"))
        runs = [over_seeds(word, AT, _over(trained, name)) for word, name in words]
        panels.append(_curves(f"{title} without dropout", measure, runs))
    return panels


def at_rates(bench: Bench, seed: int) -> Sequence[Panel]:
    """The training and the validation loss at rates from 0 to 0.9."""
    trained = {rate: _trained(bench, rate, seed) for rate in FEW_RATES}
    return [
        _curves(title, "loss", [over_seeds(f"p = {p:g}", AT, _over(t, name)) for p, t in trained.items()])
        for title, name in (("Training loss", "train_loss"), ("Validation loss", "validation_loss"))
    ]


def rate_and_gap(bench: Bench, seed: int) -> Sequence[Panel]:
    """Accuracies and their gap against the rate, and the same for the losses."""
    trained = {rate: _trained(bench, rate, seed) for rate in RATES}
    panels = []
    for measure, sign in (("accuracy", 1), ("loss", -1)):
        last = {word: _last(trained, f"{name}_{measure}") for word, name in
                (("training", "train"), ("validation", "validation"))}  # fmt: skip
        last["gap"] = sign * (last["training"] - last["validation"])
        runs = tuple(over_seeds(word, RATES, values) for word, values in last.items())
        title = f"{measure.capitalize()} after {EPOCHS} epochs"
        panels.append(Lines(title, ("rate p", measure), runs, note=NOTE))
    return panels


def _last(trained: dict[float, list[Trained]], measure: str) -> Array:
    """The last value of a measure: (seeds, rates)."""
    return np.array([_over(each, measure)[:, -1] for each in trained.values()]).T


def with_and_without(bench: Bench, seed: int) -> Sequence[Panel]:
    """Accuracies of two trainings, and what they end with."""
    trained = {"without dropout": _trained(bench, 0.0, seed), "p = 0.5": _trained(bench, 0.5, seed)}
    panels: list[Panel] = [
        _curves(title, "accuracy", [over_seeds(name, AT, _over(t, measure)) for name, t in trained.items()])
        for title, measure in (("Training accuracy", "train_accuracy"), ("Validation accuracy", "validation_accuracy"))
    ]
    rows: list[tuple[str | float, ...]] = []
    for name, each in trained.items():
        train, validation = (float(_over(each, f"{which}_accuracy")[:, -1].mean()) for which in ("train", "validation"))
        rows.append((name, train, validation, train - validation))
    head = ("network", "training accuracy", "validation accuracy", "gap")
    return [*panels, Rows(f"After {EPOCHS} epochs", head, tuple(rows), f"Means of {SEEDS} seeds.")]


def weights(bench: Bench, seed: int) -> Sequence[Panel]:
    """The weights of the output layer of two networks, and the root mean square of every layer's."""
    trained = {"without dropout": _trained(bench, 0.0, seed)[0], "p = 0.5": _trained(bench, 0.5, seed)[0]}
    last = {name: each.weights[-1][0] for name, each in trained.items()}
    rows: tuple[tuple[str | float, ...], ...]
    rows = tuple((name, *(float(np.sqrt(np.mean(w**2))) for w, _ in each.weights)) for name, each in trained.items())
    return [
        histogram("Weights of the output layer", last, axis="weight", bins=30),
        Rows("Root mean square of the weights", ("network", "layer 1", "layer 2", "output"), rows, "One seed."),
    ]


TRAINED_FIGURES = (
    Figure(
        "overfitting", "Overfitting", "The training loss falls to 0; training accuracy reaches 100 %, test accuracy "
        "stays at 70 % (100 drawn points with noise).", "Goodfellow et al. (2016), section 5.2", CALLED, overfitting,
    ),
    Figure(
        "curves_at_rates", "Training at rates from 0 to 0.9", "Training curves at several rates: higher ones learn "
        "more slowly, and 0.9 hardly at all.", f"{SRIVASTAVA}, section 7.3", CALLED, at_rates,
    ),
    Figure(
        "rate_and_gap", "Rate against gap", "Accuracies and their gap against the rate. It says that 0.3 to 0.5 make "
        "the gap smallest.", f"{SRIVASTAVA}, section 7.3", CALLED, rate_and_gap,
    ),
    Figure(
        "with_and_without", "With and without dropout", "Accuracies of two trainings over 200 epochs, and a table: "
        "0.972 and 0.840 without, 0.948 and 0.870 with p = 0.5.", f"{SRIVASTAVA}, section 6", CALLED,
        with_and_without,
    ),
    Figure(
        "weights", "Weights with and without", "Two histograms of weights: wider without dropout, narrower with it.",
        "Wager, Wang and Liang (2013)", CALLED, weights,
    ),
)  # fmt: skip
