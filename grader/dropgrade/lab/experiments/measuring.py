"""Measure an experiment with several seeds, some at a time, and combine their curves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np

from dropgrade.lab.bench import Bench
from dropgrade.lab.experiments.experiment import Experiment, Measured


class WatchSeeds(Protocol):
    """A callback for numbers as they are measured, with their seed; called from any thread."""

    def __call__(self, seed: int, series: str, start: int, values: Iterable[float]) -> None:
        """Some numbers of a series, from a place on."""


def measure_seeds(
    experiment: Experiment, bench: Bench, seeds: Sequence[int], watch: WatchSeeds | None = None, *, at_once: int = 1
) -> Measured:
    """Each seed's measurements, as arrays (seeds, …); the first failure is raised once the running seeds have ended."""
    with ThreadPoolExecutor(at_once) as pool:
        waiting = [pool.submit(_measured, experiment, bench, seed, watch) for seed in seeds]
        try:
            every = [each.result() for each in waiting]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return {name: np.array([each[name] for each in every]) for name in every[0]}


def _measured(experiment: Experiment, bench: Bench, seed: int, watch: WatchSeeds | None) -> Measured:
    def hear(series: str, start: int, values: Iterable[float]) -> None:
        if watch:
            watch(seed, series, start, [float(value) for value in values])

    return experiment.measure(bench, seed, hear)
