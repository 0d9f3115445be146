"""An experiment's measurements as CSV: a row for each seed, series and place on the axis."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from dropgrade.lab.experiments.experiment import Experiment, Measured


def result_csv(experiment: Experiment, seeds: Sequence[int], measured: Measured) -> str:
    """The numbers of all seeds as CSV text with a header."""
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["experiment", "seed", "series", experiment.chart.x_label, experiment.chart.y_label])
    for series in experiment.chart.series:
        for seed, values in zip(seeds, measured[series], strict=True):
            rows.writerows([experiment.name, seed, series, f"{x:g}", repr(float(y))]
                           for x, y in zip(experiment.chart.x, values, strict=True))  # fmt: skip
    return file.getvalue()
