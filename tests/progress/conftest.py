"""A student's folder, created by the installed command."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.cases import program
from tests.conftest import lasting_folder, run_command

PROBLEM = "p03_inverted_scaling"
FILE = "exercises/p03_inverted_scaling/inverted_scaling.py"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A new workspace."""
    return shutil.copytree(new_workspace(), tmp_path / "mine")


@cache
def new_workspace() -> Path:
    """A workspace that the installed command has created, to be copied; it is deleted when this process ends."""
    folder = lasting_folder()
    made = run_command("init", "mine", cwd=folder)
    assert made.returncode == 0, made.stderr
    return folder / "mine"


@pytest.fixture
def hand_in(workspace: Path) -> Callable[[str], None]:
    """A function that replaces the stub of p03 by the `reference`, or by it with a known mistake."""

    def put(name: str) -> None:
        (workspace / FILE).write_text(program(PROBLEM, *[name] if name != "reference" else []), "utf-8")

    return put


def record_of(workspace: Path) -> dict[str, Any]:
    """Return the record of p03."""
    data = json.loads((workspace / ".dropgrade/progress.json").read_text())
    found: dict[str, Any] = data["problems"][PROBLEM]
    return found
