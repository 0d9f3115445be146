"""How fast the lab trains: `python -m tests.benchmarks.lab_speed`.

Four rates, five seeds, 50 epochs of 64-100-50-10 on 1,000 digits, with the references: when the first point of a curve
is there, when all curves are, and what an epoch costs a processor.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.lab.conftest import solved

from dropgrade.lab.network.counting import checked_network
from dropgrade.lab.network.presets import PRESETS
from dropgrade.lab.network.spec import with_rate
from dropgrade.lab.training.live_training import Epoch, Plan, Training
from dropgrade.lab.training.room import TrainingRoom

RATES, SEEDS, EPOCHS = (0.0, 0.2, 0.5, 0.8), range(5), 50


def main() -> None:
    """Measure, and print."""
    network = checked_network(PRESETS["digits"])
    plans = [Plan(with_rate(network, p), "digits", seed=seed, epochs=EPOCHS) for seed in SEEDS for p in RATES]
    first: list[float] = []
    spent: dict[int, float] = {}

    def hear(number: int, training: Training, new: list[Epoch]) -> None:
        if new and not first:
            first.append(time.perf_counter() - begun)
        spent[number] = training.cpu

    with tempfile.TemporaryDirectory() as folder:
        room = TrainingRoom(solved(Path(folder)))
        begun = time.perf_counter()
        room.train_all(plans, hear)
        whole = time.perf_counter() - begun
        room.close()
    each = sum(spent.values()) / len(plans) / EPOCHS
    print(f"first point of a curve         {first[0]:6.2f} s")
    print(f"{len(plans)} trainings of {EPOCHS} epochs     {whole:6.2f} s")
    print(f"processor time of an epoch     {1000 * each:6.1f} ms")


if __name__ == "__main__":
    main()
