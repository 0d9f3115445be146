"""How often five seeds miss an experiment's claim: `python -m tests.lab.error_rates [SEEDS]`, by plain NumPy.

The claim is missed where the mean of a margin over five seeds is not above 0. Its chance is that of a normal variable
with the margin's mean and standard deviation over all seeds, the mean taken a fifth smaller than it was measured.
"""

from __future__ import annotations

import math
import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from dropgrade.lab.experiments.experiment_list import EXPERIMENTS
from dropgrade.lab.experiments.measuring import measure_seeds
from tests.lab.plain_bench import PlainBench

GROUP, CAUTION = 5, 0.8


def chance_to_miss(margin: np.ndarray) -> float:
    """The chance that the mean of five seeds' margins is not above 0."""
    spread = margin.std(ddof=1)
    if spread == 0:
        return 0.0 if margin.mean() > 0 else 1.0
    return math.erfc(CAUTION * margin.mean() / spread * math.sqrt(GROUP / 2)) / 2


def rate_of(name: str, seeds: int) -> tuple[str, float, float, str]:
    """The name, the chance to miss any part of the claim, the largest standard score of a part, and the finding."""
    measured = measure_seeds(EXPERIMENTS[name], PlainBench(), range(seeds))
    margins = EXPERIMENTS[name].margins(measured)
    weakest = max(map(chance_to_miss, margins))
    return name, sum(map(chance_to_miss, margins)), weakest, EXPERIMENTS[name].conclude(measured).sentence


def main() -> None:
    """Print a line for each experiment."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    with ProcessPoolExecutor(2) as pool:
        for name, rate, weakest, sentence in pool.map(rate_of, EXPERIMENTS, [seeds] * len(EXPERIMENTS)):
            print(
                f"{name:16} {rate:8.1e}  weakest {weakest:8.1e}  {EXPERIMENTS[name].claim.error:g}  {sentence}",
                flush=True,
            )


if __name__ == "__main__":
    main()
