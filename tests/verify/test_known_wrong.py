"""The shipped course is sound: `dropgrade verify` finds no fault, and covers every file."""

from __future__ import annotations

import ast
import json
import warnings
from typing import Any

import numpy as np
import pytest

from dropgrade.course.problem import read_problem
from dropgrade.grading.gates import apply_gates
from dropgrade.grading.job import GradingJob
from dropgrade.grading.verdict import verdict
from dropgrade.report import Outcome
from dropgrade.verify.samples import empty_program, in_memory
from tests.cases import COURSE, PROBLEMS, Case, of_kind
from tests.conftest import ROOT, run_command
from tests.local import run_suite

INDEPENDENT = ROOT / "tests" / "known_wrong"
SHAPE = "np.shape(args[0]) if args else (2, 3)"
NONSENSE = {
    "identity and ones": f"return args[0], np.ones({SHAPE})",
    "a text": "return 'x'",
    "empty arrays": "return np.zeros(0), np.zeros(0)",
    "NaN": f"return np.full({SHAPE}, np.nan), np.full({SHAPE}, np.nan)",
    "an array of objects": "return np.array([None, 1], dtype=object), 3",
    "booleans": "return True, False",
    "a dictionary": "return {'a': 1}",
    "three values": "return 1, 2, 3",
    "negative zeros": f"return -np.zeros({SHAPE}), -np.zeros({SHAPE})",
    "huge numbers": f"return np.full({SHAPE}, 1e308), np.full({SHAPE}, 1e308)",
}
"""Answers that a suite has to cope with, besides the empty answers that `verify` always tries."""
MUTATED = ["p24_label_smoothing"]  # `.ci/full` changes all references
"""A function with coins, a class, and one without coins; `.ci/full` mutates the whole course."""


@pytest.fixture(scope="module")
def proof() -> dict[str, Any]:
    """The verification of the whole course."""
    return proof_of("verify", "--odd", "100", "--json")


@pytest.fixture(scope="module")
def proof_with_mutants() -> dict[str, Any]:
    """The verification of some problems, with the mutants of their references."""
    return proof_of("verify", *MUTATED, "--mutants", "--json")


def proof_of(*words: str) -> dict[str, Any]:
    """Return the JSON of a `verify` command, after checking its exit code."""
    result = run_command(*words)
    found: dict[str, Any] = json.loads(result.stdout)
    assert result.returncode == (0 if found["sound"] else 1), result.stderr
    return found


def proved(proof: dict[str, Any], problem: str) -> dict[str, Any]:
    """Return the result of one problem."""
    return next(p for p in proof["problems"] if p["problem"] == problem)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_course_has_no_fault(proof: dict[str, Any], problem: str) -> None:
    """No problem of the course has a fault, and neither have files outside of the problems."""
    assert proved(proof, problem)["faults"] == []
    assert proof["faults"] == []


@pytest.mark.parametrize("problem", MUTATED)
def test_every_mutant_is_killed_or_explained(proof_with_mutants: dict[str, Any], problem: str) -> None:
    """Each small change of a reference fails a check, or is listed as right with a reason."""
    mutants = proved(proof_with_mutants, problem)["mutants"]
    assert mutants["total"] >= 8
    assert [m for m in mutants["survivors"] if len(m["reason"].split()) < 5] == []


@pytest.mark.parametrize("problem", PROBLEMS)
def test_programs_earn_what_they_should(proof: dict[str, Any], problem: str) -> None:
    """The stub scores 0, right programs 10, and each known mistake less than 10 with exactly its own name."""
    for found in proved(proof, problem)["programs"]:
        match found["kind"]:
            case "stub":
                assert (found["score"], found["outcome"]) == (0, "not_attempted")
            case "reference" | "right":
                assert (found["score"], found["outcome"]) == (10, "pass"), found["name"]
            case "wrong":
                assert found["score"] < 10, found["name"]
                assert found["named"] == found["expected"] == [found["name"].split()[0]]
                assert found["caught_by"] != []


@pytest.mark.parametrize("problem", sorted(folder.name for folder in INDEPENDENT.iterdir()))
def test_programs_of_another_style_are_named(problem: str) -> None:
    """Programs with several mistakes that are not edits of the reference get the names in their file's name."""
    files = sorted((INDEPENDENT / problem).glob("*.py"))
    found = run_command("check", "--json", "--problem", problem, *files)
    reports = json.loads(found.stdout)["problems"]
    for file, report in zip(files, reports, strict=True):
        names = {name for check in report["checks"] for name in check["mistakes"]}
        assert names == set(file.stem.split("__")), file.name
        assert report["score"] < report["max_score"], file.name


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_suite_bears_nonsense(problem: str) -> None:
    """Answers of every type and shape earn no point, and never crash the suite."""
    definition = read_problem(COURSE, problem)
    stub = Case(problem, "stub", "stub").file
    tree = ast.parse(stub.read_text())
    needs = {spec.name: spec.needs for spec in definition.checks}
    earned, doubts = [], []
    for label, body in NONSENSE.items():
        source = empty_program(tree.body, body)
        job = GradingJob(definition, label, in_memory(stub, source))
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):  # as in a grading
            ended = run_suite(definition, source, 0)
        results = apply_gates([verdict(job, spec, ended[spec.name]) for spec in definition.checks], needs)
        earned += [(label, c.check) for c in results if c.points]
        doubts += [(label, c.message) for c in results if c.outcome is Outcome.NEEDS_REVIEW]
    assert earned == []
    assert doubts == []


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_problem_is_whole(problem: str) -> None:
    """A problem has three hints, a statement with an example, 6 to 20 checks and two right variants."""
    definition = read_problem(COURSE, problem)
    assert len(definition.hints) == 3
    assert 6 <= len(definition.checks) <= 20
    assert len([c for c in of_kind("right") if c.problem == problem]) >= 3
    statement = ast.get_docstring(ast.parse(Case(problem, "stub", "stub").file.read_text())) or ""
    for words in ("Conventions", "example", "Reading"):
        assert words in statement


def test_enough_mistakes_are_known() -> None:
    """Each problem has at least 20 known mistakes."""
    assert min(len(read_problem(COURSE, problem).mistakes.single) for problem in PROBLEMS) >= 20
