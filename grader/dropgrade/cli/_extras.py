"""Libraries that only some commands need: one extra each, and the command that installs it."""

from __future__ import annotations

import importlib.util
import shlex
import sys
from collections.abc import Sequence

from dropgrade.errors import TargetError

PICTURES = ("matplotlib>=3.9",)
LAB = ("latex2mathml>=3.77", "starlette>=0.40", "uvicorn>=0.36", "websockets>=13")
CLUSTER = ("distributed>=2024.8", "fastjsonschema>=2.16")
"""The requirements of the extras `pictures`, `lab` and `cluster`, as in pyproject.toml."""


def need(what: str, requirements: Sequence[str]) -> None:
    """Raise `TargetError` with the command that installs what is missing; `what` begins the sentence.

    The command lists the libraries themselves, because an installed copy cannot be asked for its extra by name.
    """
    missing = [wanted for wanted in requirements if importlib.util.find_spec(module_of(wanted)) is None]
    if missing:
        names = ", ".join(map(module_of, missing))
        command = shlex.join([sys.executable, "-m", "pip", "install"])
        wanted = " ".join(f'"{each}"' for each in missing)
        are = "is" if len(missing) == 1 else "are"
        raise TargetError(f"{what} needs {names}, which {are} not installed.", f"Install it: {command} {wanted}")


def module_of(requirement: str) -> str:
    """Return the module of a requirement, which has the same name as the library."""
    return requirement.partition(">=")[0]
