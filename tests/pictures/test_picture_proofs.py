"""`dropgrade verify` on pictures: what an author may get wrong in picture.py has its sentence and its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import run_command
from tests.verify.small_course import write_problem

HEAD = "import numpy as np\nfrom dropgrade.pictures.data import bars, cells, share\n\n\n"
ASKS = "def picture(student, p, rng):\n    "
CASES = {
    "sound": (HEAD + ASKS + "return cells('f', {'f': student.f(rng.random((3, 4)))}, rows='r', columns='c')", []),
    "without_p": (
        HEAD + "def picture(student):\n    return share('s', student.f(np.ones((1, 9))), 1)",
        [],
    ),
    "syntax": ("def picture(:\n", ["picture.py:1: it does not import: SyntaxError: invalid syntax"]),
    "missing": ("import numpy\n", ["picture.py: it defines no function `picture`"]),
    "asks": ("\n\ndef picture(student, q):\n    return None\n", ["picture.py:3: `picture` asks for student, q"]),
    "raises": (
        HEAD + ASKS + "return bars('b', {'x': 1 / p}, axis='x')",
        ["picture.py:6: `picture` raised ZeroDivisionError"],
    ),
    "nothing": (ASKS + "return []", ["picture.py: `picture` returned what is not a picture"]),
    "undrawable": (
        ASKS + "return student.g()",
        ["picture.py: the reference gives nothing to draw at p = 0.3: There is no `g` in the file"],
    ),
    "outside": (
        HEAD + ASKS + 'return share("rows", np.ones(100), 0.5)',
        ["picture.py: the reference lies outside the band of 'rows' at p = 0.3"],
    ),
    "refused": (
        ASKS + "return student.f('x')",
        ["picture.py: the reference gives nothing to draw at p = 0.3: `f` raised"],
    ),
}


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One proof of a course whose problems differ in their pictures alone."""
    root: Path = tmp_path_factory.mktemp("course")
    (root / "quizzes").mkdir()
    for number, (name, (program, _)) in enumerate(CASES.items(), 1):
        write_problem(root, f"p{number:02}_{name}", {"write": {"picture.py": program}})
    found: dict[str, Any] = json.loads(run_command("verify", "--json", cwd=root).stdout)
    return found


@pytest.mark.parametrize("name", CASES)
def test_every_fault_of_a_picture_has_its_sentence(proof: dict[str, Any], name: str) -> None:
    """Each is reported with its file, its line where it has one, and how to fix it; a sound picture is no fault."""
    problem = next(p for p in proof["problems"] if p["problem"].endswith(f"_{name}"))
    messages = [_message(fault) for fault in problem["faults"]]
    expected = CASES[name][1]
    assert len(messages) == len(expected)
    assert all(words.startswith(start) for words, start in zip(messages, expected, strict=True)), messages
    assert all(f["fix"].endswith(".") for f in problem["faults"])


def _message(fault: dict[str, Any]) -> str:
    line = f":{fault['line']}" if fault["line"] else ""
    return f"{Path(fault['file']).name}{line}: {fault['message']}"
