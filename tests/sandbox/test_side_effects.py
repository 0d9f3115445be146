"""Side effects of calls: each use of the global random states is detected, and nothing else."""

from __future__ import annotations

import pytest
from tests.local import local_worker

from dropgrade.sandbox.client import Program

SOURCE = """
import random
import numpy as np

def nothing(): return 1
def numpys(): return float(np.random.random())
def normal(): return float(np.random.standard_normal())
def pythons(): return random.random()
def both(): return numpys() + pythons()
def seeded(): np.random.seed(77)
def put_back():
    state = np.random.get_state()
    np.random.random()
    np.random.set_state(state)
def own(): return float(np.random.default_rng(1).random() + np.random.RandomState(2).random())
"""
NUMPYS, PYTHONS = ("numpy.random",), ("random",)


@pytest.mark.parametrize(
    "calls",
    [
        [("nothing", ()), ("numpys", NUMPYS), ("nothing", ()), ("pythons", PYTHONS), ("both", NUMPYS + PYTHONS)],
        [("normal", NUMPYS), ("nothing", ()), ("normal", NUMPYS), ("normal", NUMPYS), ("normal", NUMPYS)],
        [("seeded", NUMPYS), ("seeded", ()), ("put_back", ()), ("own", ()), ("numpys", NUMPYS)],
    ],
    ids=["draws", "normal numbers that are kept back", "seeds"],
)
def test_uses_of_the_global_states_are_seen(calls: list[tuple[str, tuple[str, ...]]]) -> None:
    """A call that draws is detected, whatever was called before; one that restores the states is not."""
    worker = local_worker(Program("submission", (("submission.py", SOURCE),)))
    for seed in (0, 1):
        worker.begin_check(seed)
        assert [(name, worker.call(name).globals) for name, _ in calls] == calls
