"""No right solution loses a check: every reference and variant, under many seeds.

DROPGRADE_SEEDS sets how many; a release uses 1,000. `verify` itself uses seed 0.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from dropgrade.course.course import Course
from dropgrade.course.problem import read_problem, stem_of
from tests.conftest import ROOT
from tests.local import run_suite

COURSE = Course(ROOT, ROOT)
SEEDS = int(os.environ.get("DROPGRADE_SEEDS", "1"))


def _programs() -> list[Path]:
    """Return the reference and the right/ variants of every problem."""
    folders = [(name, ROOT / "solutions" / name) for name in COURSE.names()]
    return [f for name, folder in folders for f in (folder / f"{stem_of(name)}.py", *sorted(folder.glob("right/*.py")))]


def _name(program: Path) -> str:
    return program.relative_to(ROOT / "solutions").with_suffix("").as_posix()


def _second_seed(number: int, program: Path) -> Any:
    """A program; of those beside the references, which the proof of the course grades, one of three is tested again."""
    return (
        program if program.parent.name != "right" or number % 3 == 0 else pytest.param(program, marks=pytest.mark.long)
    )


@pytest.mark.parametrize("program", [_second_seed(*each) for each in enumerate(_programs())], ids=_name)
def test_a_right_solution_never_fails(program: Path) -> None:
    """A right solution passes every check of its suite under every seed."""
    problem = read_problem(COURSE, _name(program).split("/")[0])
    source = program.read_text("utf-8")
    alarms = [
        f"seed {seed}, {check}: {ended!r}"
        for seed in range(1, SEEDS + 1)
        for check, ended in run_suite(problem, source, seed).items()
        if ended is not None
    ]
    assert not alarms
