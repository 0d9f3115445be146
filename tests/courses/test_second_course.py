"""A course that has nothing to do with dropout is sound, and graded behind the same walls; its proof is run once."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import run_command

import dropgrade
from dropgrade.course.course import Course
from dropgrade.course.problem import read_problem
from dropgrade.course.trusting import trust
from dropgrade.grading import Grader
from dropgrade.report import Outcome
from dropgrade.submission.targets import Target
from dropgrade.verify.samples import in_memory

SECOND = Path(__file__).parent / "second"
COURSE = Course(SECOND, SECOND)
PROBLEMS = COURSE.names()
BOTH = f"scipy {version('scipy')}, matplotlib"


@pytest.fixture(scope="module")
def proof() -> dict[str, Any]:
    """The proof of the whole course; `.ci/full` adds mutants."""
    trust(SECOND)
    done = run_command("verify", "--course", SECOND, "--odd", "10", "--json")
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


SUITE = SECOND / "solutions" / "p04_csv_report" / "suite.py"
OWN = Path(dropgrade.__file__)
ATTACKS = {
    "p04_csv_report": {
        "the suite by its path": f"open({str(SUITE)!r}).read()",
        "the suite by a way out of the folder": f"open('../' * 40 + {str(SUITE).lstrip('/')!r}).read()",
        "the host's files": "open('/etc/passwd').read()",
        "the host's folders": "' '.join(__import__('os').listdir('/'))",
        "a descriptor": "open(__import__('os').open('/etc/passwd', 0)).read()",
        "a link": "__import__('os').symlink('/etc/passwd', 'data/x') or open('data/x').read()",
    },
    "p07_group_by": {
        "a table of the host's": "pd.read_csv('/etc/passwd').to_csv()",
        "a table by its address": "pd.read_csv('file:///etc/passwd').to_csv()",
        "another package's files": f"open({str(OWN)!r}).read()",
        "a package that is not allowed": "__import__('scipy').__version__",
        "a command": "__import__('subprocess').check_output('id', text=True)",
    },
    "p08_decay_fit": {
        "an array of the host's": "str(np.fromfile('/etc/passwd', 'u1'))",
        "a library of C's": "bytes(__import__('ctypes').CDLL(None).open(b'/etc/passwd', 0)).decode()",
        "an image of the host's": "str(plt.imread('/etc/passwd'))",
        "a figure on the disk": f"str(plt.savefig({str(SECOND / 'exercises' / 'x.png')!r}))",
    },
}
"""What a program tries to get at with all that its problem allows; each is an expression for a text."""


def attack(problem: str, expression: str) -> str:
    """A program that tells in an exception what it got."""
    names = read_problem(COURSE, problem).names
    head = "import numpy as np\n" + {"p07_group_by": "import pandas as pd\n"}.get(problem, "")
    head += "import matplotlib.pyplot as plt\n" if problem == "p08_decay_fit" else ""
    return head + "".join(f"def {name}(*_):\n    raise RuntimeError('got ' + {expression})\n" for name in names)


@pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")
def test_what_a_problem_allows_opens_no_way_out() -> None:
    """With files and packages allowed, no path, package, library or address leads to the suite or to the host."""
    every = [(problem, words, code) for problem, attacks in ATTACKS.items() for words, code in attacks.items()]
    file = Path("attack.py")
    targets = [Target(problem, file, in_memory(file, attack(problem, code))) for problem, _, code in every]
    with Grader(COURSE) as grader:
        reports = grader.grade(targets).problems
    for (_, words, _), report in zip(every, reports, strict=True):
        assert report.score == 0, words
        assert not {Outcome.PASS, Outcome.NEEDS_REVIEW} & {check.outcome for check in report.checks}, words
        assert [check.message for check in report.checks if "RuntimeError: got" in check.message] == [], words
