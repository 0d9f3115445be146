"""What the experiments claim, seen with the references, and how predictions compare with it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from dropgrade.lab.experiments.comparing import compare, read_prediction
from dropgrade.lab.experiments.experiment import Choice, Drawing
from dropgrade.lab.experiments.experiment_list import EXPERIMENTS
from dropgrade.lab.experiments.measuring import measure_seeds
from dropgrade.lab.experiments.result_table import result_csv
from dropgrade.lab.figures.panels import panel_json
from dropgrade.lab.student_bench import StudentBench
from dropgrade.lab.training.room import TrainingRoom
from tests.lab.error_rates import chance_to_miss
from tests.lab.plain_bench import PlainBench

SEEDS = (0, 1)


@pytest.fixture(scope="module")
def bench(room: TrainingRoom) -> Iterator[StudentBench]:
    """The lab's own bench with the references in place of the student's files; it remembers what was trained."""
    opened = StudentBench(room, {})
    yield opened
    opened.close()


def test_the_stated_chances_are_computed_as_they_say() -> None:
    """A margin of one standard deviation is missed by five seeds as a normal variable of 0.8 times its mean says."""
    margin = np.tile([0.0, 2.0], 500)
    assert chance_to_miss(margin) == pytest.approx(0.0368, abs=0.0005)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_claim_holds(name: str, bench: StudentBench) -> None:
    """With the references, two seeds show what the experiment claims (five miss it at most as often as it says)."""
    experiment = EXPERIMENTS[name]
    assert experiment.claim.error <= 1e-3
    watched: dict[tuple[int, str], list[float]] = {}

    def watch(seed: int, series: str, start: int, values: list[float]) -> None:
        watched.setdefault((seed, series), [])[start:] = values

    measured = measure_seeds(experiment, bench, SEEDS, watch, at_once=2)
    found = experiment.conclude(measured)
    assert experiment.holds(measured), found.sentence
    assert [panel_json(panel)["kind"] for panel in found.panels]
    for (seed, series), values in watched.items():  # what was watched is what was measured
        assert values == pytest.approx(measured[series][SEEDS.index(seed)])
    assert {series for _, series in watched} == set(experiment.chart.series)
    rows = result_csv(experiment, SEEDS, measured).splitlines()
    assert len(rows) == 1 + len(SEEDS) * len(experiment.chart.x) * len(experiment.chart.series)
    _compared(name, measured)


def _compared(name: str, measured: dict[str, np.ndarray]) -> None:
    """The right prediction is called right, and one that is far off is not."""
    experiment = EXPERIMENTS[name]
    question, found = experiment.question, experiment.conclude(measured)
    if isinstance(question, Choice):
        answers = [compare(experiment, n, found, measured).was_right for n in range(len(question.options))]
        assert answers == [n == found.option for n in range(len(question.options))]
        return
    curve = np.interp(question.x, experiment.chart.x, measured[question.series].mean(axis=0))
    off = [question.top if height < question.top / 2 else 0.0 for height in curve]
    assert compare(experiment, read_prediction(experiment, curve.tolist()), found, measured).was_right
    assert not compare(experiment, read_prediction(experiment, off), found, measured).was_right


def test_the_smallest_gap_belongs_to_the_worst_network(bench: StudentBench) -> None:
    """Of four rates, 0.8 has the smallest gap and the largest validation loss, which the sentence says."""
    experiment = EXPERIMENTS["most_dropped"]
    measured = measure_seeds(experiment, bench, SEEDS)
    last = {name: values[:, -1].mean() for name, values in measured.items()}
    gaps = {p: last[f"validation, p = {p}"] - last[f"training, p = {p}"] for p in ("0", "0.2", "0.5", "0.8")}
    assert min(gaps, key=gaps.__getitem__) == "0.8"
    assert max(last, key=last.__getitem__) == "validation, p = 0.8"
    assert f"{last['validation, p = 0.8']:.3f} at p = 0.8" in experiment.conclude(measured).sentence


def test_a_function_that_does_not_scale_is_seen() -> None:
    """Without the factor, the mean does not stay 1: the experiment finds other than the reference gives."""

    def unscaled(x: np.ndarray, p: float, training: bool = True, rng: np.random.Generator | None = None) -> object:
        mask = rng.random(x.shape) >= p if rng is not None else None
        return x * mask, mask

    experiment = EXPERIMENTS["value_spread"]
    measured = measure_seeds(experiment, PlainBench({"inverted_dropout": unscaled}), SEEDS)
    assert not experiment.holds(measured)


def test_every_experiment_can_be_answered() -> None:
    """Each has a question with a right answer among others, and a sentence that explains it among others."""
    for experiment in EXPERIMENTS.values():
        assert 0 <= experiment.explaining.right < len(experiment.explaining.options) == 3
        if isinstance(experiment.question, Drawing):
            assert experiment.question.series in experiment.chart.series
            assert 2 <= len(experiment.question.x) <= 20
