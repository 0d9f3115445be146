"""Which independent implementations are not installed, and what a run says of that."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
ORACLES = {"torch": ("PyTorch", "oracle"), "scipy": ("SciPy", "test")}
ABSENT = [package for package in ORACLES if find_spec(package) is None]


def absences() -> list[str]:
    """A line for each oracle that is not there, with how to get it."""
    return [_absence(package, len(list(HERE.glob(f"test_{package}_*.py")))) for package in ABSENT]


def _absence(package: str, modules: int) -> str:
    name, extra = ORACLES[package]
    return f"oracle absent: {name}, so {modules} modules of tests/oracles were not run; pip install -e '.[{extra}]'"
