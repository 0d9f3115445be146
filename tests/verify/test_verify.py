"""`dropgrade verify` on an author's course: every fault has its sentence, and the output matches."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import run_command
from tests.verify.small_course import write_problem

CASES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("faults.toml").read_text("utf-8"))


def prove(root: Path, *words: str) -> dict[str, Any]:
    """Return the JSON of `dropgrade verify` for a course."""
    result = run_command("verify", "--json", *words, cwd=root)
    assert result.stderr == ""
    found: dict[str, Any] = json.loads(result.stdout)
    assert result.returncode == (0 if found["sound"] else 1)
    return found


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The verification of a course that has every fault, each in its own problem."""
    root = tmp_path_factory.mktemp("course")
    (root / "quizzes").mkdir()
    for number, (name, edits) in enumerate(CASES.items(), 1):
        write_problem(root, f"p{number:02}_{name}", edits)
    return prove(root)


@pytest.mark.parametrize("name", CASES)
def test_every_fault_has_its_sentence(proof: dict[str, Any], name: str) -> None:
    """Each fault is reported with its file, line, message and fix, and there are no others."""
    problem = next(p for p in proof["problems"] if p["problem"].partition("_")[2] == name)
    assert [_message(fault, problem["problem"]) for fault in problem["faults"]] == CASES[name]["faults"]
    assert all(fault["fix"].endswith((".", "?")) for fault in problem["faults"])


def _message(fault: dict[str, Any], problem: str) -> str:
    file = fault["file"].rpartition(f"/{problem}/")[2]
    return f"{file}:{fault['line']}: {fault['message']}" if fault["line"] else f"{file}: {fault['message']}"
