"""Everything that a problem's suite is proved on: its own files, and answers that nobody should earn a point for."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dropgrade.course.location import Course
from dropgrade.course.problem import Problem, read_problem
from dropgrade.grading.job import Job
from dropgrade.grading.session import run_jobs
from dropgrade.results import ProblemReport
from dropgrade.sandbox.opening import opened_sandbox
from dropgrade.submission import Submission, read_submission

ROOT = Path(__file__).resolve().parent.parent
COURSE = Course(ROOT, ROOT)
PROBLEMS = COURSE.names()

SHAPE = "np.shape(args[0]) if args else (2, 3)"
EMPTY_ANSWERS = {
    "identity": "return args[0]",
    "identity and None": "return args[0], None",
    "identity and ones": f"return args[0], np.ones({SHAPE})",
    "zeros": f"return np.zeros({SHAPE})",
    "two zeros": f"return np.zeros({SHAPE}), np.zeros({SHAPE})",
    "ones": f"return np.ones({SHAPE})",
    "two ones": f"return np.ones({SHAPE}), np.ones({SHAPE})",
    "noise": f"return np.random.random({SHAPE})",
    "two noises": f"return np.random.random({SHAPE}), np.random.random({SHAPE})",
    "None": "return None",
    "two Nones": "return None, None",
    "always ValueError": "raise ValueError('no')",
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


@dataclass(frozen=True)
class Case:
    """One program for a problem, and where it comes from: stub, right, wrong or empty."""

    problem: str
    kind: str
    label: str

    def __str__(self) -> str:
        return f"{self.problem}-{self.kind}-{self.label}"


def cases(problem: str) -> list[Case]:
    """All cases of a problem."""
    solution = COURSE.authority / "solutions" / problem
    found = [Case(problem, "stub", "stub"), Case(problem, "right", "reference")]
    for kind in ("right", "wrong"):
        found += [Case(problem, kind, file.stem) for file in sorted((solution / kind).glob("*.py"))]
    return found + [Case(problem, "empty", label) for label in EMPTY_ANSWERS]


ALL_CASES = [case for problem in PROBLEMS for case in cases(problem)]


def of_kind(kind: str) -> list[Case]:
    """All cases of one kind, over all problems."""
    return [case for case in ALL_CASES if case.kind == kind]


def declarations(case: Case) -> dict[str, Any]:
    """What a known-wrong solution declares: NAMED and CAUGHT_BY; by default it is named by its own parts."""
    tree = ast.parse(file_of(case).read_text())
    constants = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper()
        and node.targets[0].id in ("NAMED", "CAUGHT_BY")
    }  # fmt: skip
    return {"NAMED": set(case.label.split("__")), **constants}


def file_of(case: Case) -> Path:
    """The file of a stub, a right or a wrong solution."""
    stem = case.problem.partition("_")[2]
    if case.kind == "stub":
        return COURSE.exercises / case.problem / f"{stem}.py"
    solution = COURSE.authority / "solutions" / case.problem
    return solution / f"{stem}.py" if case.label == "reference" else solution / case.kind / f"{case.label}.py"


def submission_of(case: Case) -> Submission:
    """The program of a case."""
    if case.kind != "empty":
        return read_submission(file_of(case))
    stub = file_of(Case(case.problem, "stub", "stub"))
    source = empty_program(ast.parse(stub.read_text()), EMPTY_ANSWERS[case.label])
    return Submission(stub, hashlib.sha256(source.encode()).hexdigest(), ((stub.name, source),))


def empty_program(stub: ast.Module, body: str) -> str:
    """A program in which every function and method of the stub gives one empty answer."""
    return "import numpy as np\n" + "\n".join(_empty_definitions(stub.body, body, ""))


def _empty_definitions(nodes: list[ast.stmt], body: str, indent: str) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            yield f"class {node.name}:"
            yield from _empty_definitions(node.body, body, "    ")
        elif isinstance(node, ast.FunctionDef):
            inside = "pass" if node.name == "__init__" else body
            start = "args = args[1:]; " if indent else ""
            yield f"{indent}def {node.name}(*args, **kwargs):\n{indent}    {start}args += tuple(kwargs.values())"
            yield f"{indent}    {inside}"


@cache
def reports(problem: str, seed: int = 0) -> dict[str, ProblemReport]:
    """Grade every case of a problem in one run of the real sandbox."""
    every = cases(problem)
    definition: Problem = read_problem(COURSE, problem)
    with opened_sandbox() as sandbox:
        jobs = [Job(definition, str(case), submission_of(case)) for case in every]
        report = run_jobs(jobs, sandbox, seed)
        assert not report.notices, report.notices
    return {str(case): found for case, found in zip(every, report.problems, strict=True)}


def report_of(case: Case) -> ProblemReport:
    """How a case was graded."""
    return reports(case.problem)[str(case)]
