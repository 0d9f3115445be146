"""Oracles are other people's implementations; where one is not installed, its tests are left out and the run says so.

A module's name says which oracle it needs: `test_torch_*.py` needs PyTorch, `test_scipy_*.py` SciPy.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).parent
ORACLES = {"torch": ("PyTorch", "oracle"), "scipy": ("SciPy", "test")}
ABSENT = [package for package in ORACLES if find_spec(package) is None]

collect_ignore_glob = [f"test_{package}_*.py" for package in ABSENT]


@pytest.fixture
def rng() -> np.random.Generator:
    """A seeded generator: an oracle is asked the same in every run."""
    return np.random.default_rng(2014)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which oracles were absent, and how to get them: one line for each."""
    for package in ABSENT:
        name, extra = ORACLES[package]
        modules = len(list(HERE.glob(f"test_{package}_*.py")))
        terminalreporter.write_line(
            f"oracle absent: {name}, so {modules} modules of tests/oracles were not run; pip install -e '.[{extra}]'"
        )
