"""A workspace to play in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import run_command


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A new workspace."""
    made = run_command("init", "mine", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    return tmp_path / "mine"
