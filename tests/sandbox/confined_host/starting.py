"""Start a fresh Python for what must not happen in the process of the tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import dropgrade

TESTS = Path(__file__).parents[1]
PACKAGE = Path(dropgrade.__file__).parents[1]


def python(*arguments: str, source: str = "") -> subprocess.CompletedProcess[str]:
    """Run single-threaded Python that can import this package and the one under test."""
    path = os.pathsep.join([str(PACKAGE), str(TESTS), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-B", *arguments]
    return subprocess.run(
        command, input=source, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def worker(source: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the source in a confined worker with NumPy."""
    return python("-m", "confined_host.worker", *arguments, source=source)
