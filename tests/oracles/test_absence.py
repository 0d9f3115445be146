"""A run without an oracle does not fail, and does not keep quiet about it."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.conftest import ROOT

WITHOUT = """
import sys
from importlib.machinery import PathFinder

import pytest

find = PathFinder.find_spec
PathFinder.find_spec = staticmethod(lambda name, *rest: None if name in sys.argv[1:] else find(name, *rest))
raise SystemExit(pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", "tests/oracles"]))
"""


def collected_without(*packages: str) -> str:
    """What pytest says when it collects these tests where packages are not installed."""
    result = subprocess.run(
        [sys.executable, "-c", WITHOUT, *packages], cwd=ROOT, env={**os.environ, "COLUMNS": "200"},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_an_absent_oracle_is_named() -> None:
    """Without PyTorch its modules are not collected, SciPy's are, and one line says so and how to get it."""
    output = collected_without("torch")
    assert "test_torch_" not in output
    assert "test_scipy_" in output
    said = [line for line in output.splitlines() if "oracle absent" in line]
    assert len(said) == 1
    assert said[0].startswith("oracle absent: PyTorch, so ")
    assert said[0].endswith("pip install -e '.[oracle]'")


def test_each_absent_oracle_has_a_line() -> None:
    """Without any oracle the run still ends well, with a line for each."""
    assert collected_without("torch", "scipy").count("oracle absent: ") == 2
