"""A course that has nothing to do with dropout is sound, and graded behind the same walls; its proof is run once."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import run_command

from dropgrade.course.course import Course
from dropgrade.course.problem import read_problem
from dropgrade.course.trusting import trust

SECOND = Path(__file__).parent / "second"
COURSE = Course(SECOND, SECOND)
PROBLEMS = COURSE.names()
BOTH = f"scipy {version('scipy')}, matplotlib"


@pytest.fixture(scope="module")
def proof() -> dict[str, Any]:
    """The proof of the whole course, with mutants."""
    trust(SECOND)
    done = run_command("verify", "--course", SECOND, "--mutants", "--odd", "40", "--json")
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_course_is_sound(proof: dict[str, Any]) -> None:
    """Eight problems and their quizzes have no fault."""
    every = [*proof["problems"], *proof["quizzes"]]
    assert [(each.get("problem", each.get("quiz")), each["faults"]) for each in every if each["faults"]] == []
    assert proof["faults"] == []
    assert (len(proof["problems"]), len(proof["quizzes"])) == (8, 8)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_programs_earn_what_they_should(proof: dict[str, Any], problem: str) -> None:
    """Right programs earn all that the grader can give, at least five mistakes are named, and nothing is in doubt."""
    found = next(each for each in proof["problems"] if each["problem"] == problem)
    programs, most = found["programs"], sum(c.points for c in read_problem(COURSE, problem).checks if not c.is_manual)
    assert {p["score"] for p in programs if p["kind"] in ("reference", "right")} == {most}
    assert len([p for p in programs if p["kind"] == "right"]) >= 1
    wrong = [p for p in programs if p["kind"] == "wrong"]
    assert len(wrong) >= 5
    assert [p["name"] for p in wrong if p["named"] != p["expected"]] == []
    assert [p["name"] for p in programs if p["outcome"] == "needs_review"] == []


@pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")
def test_it_is_graded_in_confinement() -> None:
    """The references are graded by confined workers, the allowed packages and their versions are in the report."""
    files = [SECOND / "solutions" / name / f"{name.partition('_')[2]}.py" for name in ("p07_group_by", "p08_decay_fit")]
    done = run_command("check", "--course", SECOND, "--json", *files)
    assert json.loads(done.stdout)["score"] == 20
    said = [line.rstrip(".0123456789") for line in done.stderr.splitlines()]  # no layer is missing
    assert said == [
        "dropgrade: p07_group_by is graded with pandas ",
        f"dropgrade: p08_decay_fit is graded with {BOTH} ",
    ]
