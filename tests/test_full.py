"""`.ci/full`, with a stand-in for Python that ends or waits as a test wants."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

TOOLS = ("bash", "cat", "chmod", "date", "dirname", "env", "id", "mktemp", "rm", "sleep")


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """Python that fails at noise and waits at kills, and a machine without `setpriv`."""
    for tool in TOOLS:
        (tmp_path / tool).symlink_to(shutil.which(tool) or pytest.skip(f"there is no {tool} here"))
    python = tmp_path / "python"
    python.write_text("#!/usr/bin/env bash\n[[ $* != *fuzz* ]] || exit 4\n[[ $* != *kills* ]] || exec sleep 60\n")
    python.chmod(0o755)
    return {"PATH": str(tmp_path), "PYTHON": str(python), "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}


def test_a_step_that_fails_stops_no_other(settings: dict[str, str], tmp_path: Path) -> None:
    """What passed, failed and was skipped is said at the end, and the exit code is that of a failure."""
    command = [ROOT / ".ci/full", "fuzz", "non_root", "seeds"]
    ended = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    said = ended.stdout.split("\n\n")[-1].splitlines()
    begins = ["passed:  seeds, 0 min", "skipped: non_root: ", "failed:  fuzz, exit code 4, 0 min"]
    assert [line[: len(start)] for line, start in zip(said, begins, strict=True)] == begins
    assert (ended.returncode, ended.stderr) == (1, "")
    assert not [*tmp_path.glob("tmp.*")]


def test_an_interrupted_run_says_what_is_left(settings: dict[str, str], tmp_path: Path) -> None:
    """Ctrl-C ends the step, and nothing that was not run counts as passed."""
    command = [ROOT / ".ci/full", "seeds", "kills", "fuzz"]
    with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        next(line for line in process.stdout if line.startswith("== kills"))
        os.killpg(process.pid, signal.SIGINT)
        said = process.stdout.read()
    assert process.returncode == 130
    assert "passed:  seeds" in said
    assert "not run to its end: kills\nnot run to its end: fuzz\n" in said
    assert not [*tmp_path.glob("tmp.*")]


def test_an_unknown_step_is_refused_before_any_is_run(settings: dict[str, str]) -> None:
    """The steps that there are are named."""
    ended = subprocess.run([ROOT / ".ci/full", "fuzz", "x"], env=settings, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "There is no step x. The steps are: long on_3.12" in ended.stderr
