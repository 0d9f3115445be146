"""A workspace with the references in place of a student's files, and a room where trainings run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dropgrade.course.course import Course, find_course
from dropgrade.lab.network.counting import checked_network
from dropgrade.lab.network.presets import PRESETS
from dropgrade.lab.network.spec import Network
from dropgrade.lab.training.room import TrainingRoom
from tests.conftest import ROOT

INVERTED = "exercises/p03_inverted_scaling/inverted_scaling.py"
SMALL = {
    "version": 1,
    "name": "Tried",
    "input": 64,
    "layers": [
        {"kind": "dense", "units": 16},
        {"kind": "relu"},
        {"kind": "dropout", "p": 0.5},
        {"kind": "output", "units": 10},
    ],
}


def solved(folder: Path) -> Course:
    """A workspace in which every function of the lab's is the reference."""
    for place in sorted((ROOT / "solutions").glob("p*/")):
        target = folder / "exercises" / place.name
        target.mkdir(parents=True)
        file = place / f"{place.name.partition('_')[2]}.py"
        shutil.copy(file, target)
        shutil.copy(ROOT / "exercises" / place.name / "problem.toml", target)
    (folder / ".dropgrade").mkdir()
    return find_course(start=folder)


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A workspace that no test changes."""
    return solved(tmp_path_factory.mktemp("solved"))


@pytest.fixture(scope="session")
def room(workspace: Course) -> Iterator[TrainingRoom]:
    """A room for the workspace that no test changes."""
    opened = TrainingRoom(workspace)
    yield opened
    opened.close()


@pytest.fixture
def own(tmp_path: Path, room: TrainingRoom) -> Iterator[TrainingRoom]:
    """A room for a workspace of the test's own; its sandboxes are those of the other."""
    mine = TrainingRoom(solved(tmp_path))
    mine.sandbox = room.sandbox  # type: ignore[method-assign]
    yield mine
    mine.close()


def preset(key: str) -> Network:
    """One of the lab's networks."""
    return checked_network(PRESETS[key])


def small(**changes: Any) -> Network:
    """A network that trains in a moment."""
    return checked_network({**SMALL, **changes})
