"""The shipped course is sound: `dropgrade verify` says so, and says it of every file that there is."""

from __future__ import annotations

import ast
import json
import re
import warnings
from typing import Any

import numpy as np
import pytest

from dropgrade.authoring.specimens import empty_program, in_memory
from dropgrade.course.problem import read_problem
from dropgrade.grading.explain import explain
from dropgrade.grading.job import Job
from dropgrade.results import Outcome, apply_gates
from tests.cases import COURSE, PROBLEMS, Case, of_kind
from tests.conftest import run_command
from tests.local import run_suite

SHAPE = "np.shape(args[0]) if args else (2, 3)"
NONSENSE = {
    "identity and ones": f"return args[0], np.ones({SHAPE})",
    "a number": "return 0.5",
    "a text": "return 'x'",
    "lists": "return [1.0, 2.0], [0]",
    "empty arrays": "return np.zeros(0), np.zeros(0)",
    "NaN": f"return np.full({SHAPE}, np.nan), np.full({SHAPE}, np.nan)",
    "infinity": f"return np.full({SHAPE}, np.inf), np.full({SHAPE}, np.inf)",
    "objects": "return object(), object()",
    "an array of objects": "return np.array([None, 1], dtype=object), 3",
    "booleans": "return True, False",
    "complex numbers": f"return np.ones({SHAPE}) * 1j, np.ones({SHAPE}) * 1j",
    "whole numbers": f"return np.ones({SHAPE}, int), np.ones({SHAPE}, int)",
    "scalars of NumPy": "return np.float64(3.0), np.float64(2.0)",
    "nested tuples": "return ((1, 2), (3, 4)), [[1]]",
    "a dictionary": "return {'a': 1}",
    "an array of texts": "return np.array(['a']), np.array(['a'])",
    "another shape": "return np.ones((3, 3, 3)), np.ones((3, 3, 3))",
    "three values": "return 1, 2, 3",
    "enormous numbers": "return 10**400, -(10**400)",
    "negative zeros": f"return -np.zeros({SHAPE}), -np.zeros({SHAPE})",
    "tiny numbers": f"return np.full({SHAPE}, 5e-324), np.full({SHAPE}, 5e-324)",
    "huge numbers": f"return np.full({SHAPE}, 1e308), np.full({SHAPE}, 1e308)",
}
"""What a suite has to bear, beside the empty answers that every proof tries."""


@pytest.fixture(scope="module")
def proof() -> dict[str, Any]:
    """One proof of the whole course, with the mutants of its references."""
    result = run_command("verify", "--mutants", "--json")
    found: dict[str, Any] = json.loads(result.stdout)
    assert result.returncode == (0 if found["sound"] else 1), result.stderr
    return found


def proved(proof: dict[str, Any], problem: str) -> dict[str, Any]:
    """What the proof says of a problem."""
    return next(p for p in proof["problems"] if p["problem"] == problem)


def program(proof: dict[str, Any], case: Case) -> dict[str, Any]:
    """What the proof says of one program."""
    kind = case.label if case.label in ("stub", "reference") else case.kind
    programs = proved(proof, case.problem)["programs"]
    return next(p for p in programs if (p["kind"], p["name"]) == (kind, case.file.stem))


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_course_has_no_fault(proof: dict[str, Any], problem: str) -> None:
    """No problem of the course has a fault, and neither has what lies beside them."""
    assert proved(proof, problem)["faults"] == []
    assert proof["faults"] == []


@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_mutant_is_killed_or_explained(proof: dict[str, Any], problem: str) -> None:
    """Each small change of a reference fails a check, or is right as well and says why."""
    mutants = proved(proof, problem)["mutants"]
    assert mutants["total"] >= 8
    assert [m for m in mutants["survivors"] if len(m["reason"].split()) < 5] == []


@pytest.mark.parametrize("case", [*of_kind("stub"), *of_kind("right")], ids=str)
def test_stubs_earn_nothing_and_right_solutions_everything(proof: dict[str, Any], case: Case) -> None:
    """A stub scores 0 and is `not_attempted`; the reference and every right variant score all ten points."""
    found = program(proof, case)
    expected = (0, "not_attempted") if case.kind == "stub" else (10, "pass")
    assert (found["score"], found["outcome"]) == expected


@pytest.mark.parametrize("case", of_kind("wrong"), ids=str)
def test_wrong_solutions_are_named(proof: dict[str, Any], case: Case) -> None:
    """A known-wrong solution loses points and is named by the mistakes in its file's name, and by nothing else."""
    found = program(proof, case)
    assert found["score"] < 10
    assert set(found["named"]) == set(case.label.split("__"))
    assert found["caught_by"] != []


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_suite_bears_nonsense(problem: str) -> None:
    """Answers of every type and shape earn no point, and never confuse the suite."""
    definition = read_problem(COURSE, problem)
    stub = Case(problem, "stub", "stub").file
    tree = ast.parse(stub.read_text())
    needs = {spec.name: spec.needs for spec in definition.checks}
    earned, doubts = [], []
    for label, body in NONSENSE.items():
        source = empty_program(tree.body, body)
        job = Job(definition, label, in_memory(stub, source))
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):  # as in a grading
            ended = run_suite(definition, source, 0)
        results = apply_gates([explain(job, spec, ended[spec.name]) for spec in definition.checks], needs)
        earned += [(label, c.check) for c in results if c.points]
        doubts += [(label, c.message) for c in results if c.outcome is Outcome.NEEDS_REVIEW]
    assert earned == []
    assert doubts == []


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_problem_is_whole(problem: str) -> None:
    """A problem has three hints, a statement with an example, 6 to 14 checks and two right variants."""
    definition = read_problem(COURSE, problem)
    assert len(definition.hints) == 3
    assert 6 <= len(definition.checks) <= 14
    assert len([c for c in of_kind("right") if c.problem == problem]) >= 3
    statement = ast.get_docstring(ast.parse(Case(problem, "stub", "stub").file.read_text())) or ""
    for words in ("Conventions", "example", "Reading"):
        assert words in statement


@pytest.mark.parametrize("case", of_kind("wrong"), ids=str)
def test_messages_give_nothing_away(case: Case) -> None:
    """A message holds no line of code that is the reference's own."""
    words = ast.get_docstring(ast.parse(case.file.read_text())) or ""
    reference = Case(case.problem, "right", "reference").file.read_text()
    quoted = re.findall(r"`([^`]{12,})`", words)
    assert [code for code in quoted if code in reference] == []


def test_enough_mistakes_are_known() -> None:
    """Part 1 knows at least 70 wrong solutions, at least 12 of them with two mistakes."""
    wrong = of_kind("wrong")
    assert len(wrong) >= 70
    assert len([case for case in wrong if "__" in case.label]) >= 12
