"""Libraries that only some commands need: an extra each, and the line that installs it."""

from __future__ import annotations

import importlib.util
import shlex
import sys
from collections.abc import Sequence

from dropgrade.errors import TargetError

PICTURES = ("matplotlib>=3.9",)
LAB = ("latex2mathml>=3.77", "starlette>=0.40", "uvicorn>=0.36", "websockets>=13")
CLUSTER = ("distributed>=2024.8", "fastjsonschema>=2.16")
"""What the extras `pictures`, `lab` and `cluster` bring, as pyproject.toml asks for it."""


def need(what: str, requirements: Sequence[str]) -> None:
    """Refuse with the one line that installs what is missing; `what` begins the sentence.

    The line names the libraries themselves: the extra of a copy that was installed cannot be asked for by name.
    """
    missing = [wanted for wanted in requirements if importlib.util.find_spec(module_of(wanted)) is None]
    if missing:
        names = ", ".join(map(module_of, missing))
        command = shlex.join([sys.executable, "-m", "pip", "install"])
        wanted = " ".join(f'"{each}"' for each in missing)
        are = "is" if len(missing) == 1 else "are"
        raise TargetError(f"{what} needs {names}, which {are} not installed.", f"Install it: {command} {wanted}")


def module_of(requirement: str) -> str:
    """The module that a requirement installs, which has the name of the library."""
    return requirement.partition(">=")[0]
