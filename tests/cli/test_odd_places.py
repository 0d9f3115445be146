"""Files beside the submission, and odd ways to name it, do not affect the grading."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dropgrade.submission.submission import Submission, read_submission
from tests.conftest import COMMAND, ROOT, Run

REFERENCE = (ROOT / "solutions/p03_inverted_scaling/inverted_scaling.py").read_text("utf-8")
EXPORTED = """\
#!/usr/bin/env python
get_ipython().run_line_magic('matplotlib', 'inline')
names = get_ipython().getoutput('ls')
if True:
    get_ipython().system('ls')
"""


def test_a_module_beside_the_file_is_not_found(run: Run, tmp_path: Path) -> None:
    """A local `random.py` is not imported by the grader, whatever PYTHONPATH says."""
    for name in ("random.py", "click.py", "numpy.py", "difflib.py", "json.py"):
        (tmp_path / name).write_text("raise SystemExit('reached')\n")
    (tmp_path / "inverted_scaling.py").write_text(REFERENCE, "utf-8")
    path = f":.:{tmp_path}:/nowhere:."  # the empty one is the current folder, too
    found = run("check", "inverted_scaling.py", cwd=tmp_path, env={"PYTHONPATH": path})
    assert (found.returncode, found.stderr) == (0, "")


def test_what_an_exported_notebook_says_to_ipython_is_set_aside(run: Run, tmp_path: Path) -> None:
    """The lines that `nbconvert` makes of magics are left out and reported, and line numbers stay."""
    file = tmp_path / "inverted_scaling.py"
    file.write_text(EXPORTED + REFERENCE, "utf-8")
    found = run("check", file)
    assert found.returncode == 0, found.stdout
    assert "lines 2, 3, 5 can only be run in IPython, and were left out" in found.stderr
    read = read_submission(file)
    assert isinstance(read, Submission)
    assert read.parts[0][1].split("\n")[1:5] == ["pass", "names = None", "if True:", "    pass"]


@pytest.mark.parametrize(
    "line", ["x = get_ipython", "f(get_ipython().x)", "# get_ipython().system('ls')", "'get_ipython().x'"]
)
def test_other_lines_with_its_name_stay(tmp_path: Path, line: str) -> None:
    """Only a line that does nothing but call IPython is left out."""
    file = tmp_path / "a.py"
    file.write_text(f"{line}\n", "utf-8")
    assert read_submission(file).parts == (("a.py", f"{line}\n"),)


@pytest.mark.parametrize(
    "sent", [b"", b"{", b"[]", b"5", b"null", b"{}", b'{"problem": 1}', b'{"problem": "p03", "cells": 5, "is_cell": 1}',
             b'{"problem": "p03", "cells": [[1]], "is_cell": 1}', b"\xff", b"[" * 100_000],
)  # fmt: skip
def test_a_kernel_that_sends_nonsense_is_answered(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    """Any request of a notebook is answered in words, as HTML and as text."""
    from dropgrade.jupyter import process

    stdin, stdout = io.TextIOWrapper(io.BytesIO(sent)), io.StringIO()
    monkeypatch.setattr(sys, "stdin", stdin)
    monkeypatch.setattr(sys, "stdout", stdout)
    monkeypatch.setenv("COLUMNS", "80")
    process.main()
    answer = json.loads(stdout.getvalue())
    assert answer.keys() == {"text/html", "text/plain"}
    assert "Restart the kernel" in answer["text/plain"]


def test_the_process_for_kernels_prints_no_traceback() -> None:
    """The process that a notebook starts prints no traceback either."""
    command = [sys.executable, "-P", "-m", "dropgrade.jupyter.process"]
    ended = subprocess.run(command, input=b"nonsense", capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert "Restart the kernel" in json.loads(ended.stdout)["text/plain"]


@pytest.mark.parametrize("words", [["check", "p03"], ["list"], ["doctor"], ["init", "mine"]])
def test_a_folder_that_is_gone_is_named_as_that(tmp_path: Path, words: list[str]) -> None:
    """Where the current folder has been removed, a sentence says so, even with PYTHONPATH set to an empty text."""
    gone = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"'
    command = ["/bin/sh", "-c", gone, "sh", COMMAND, *words]
    env = {**os.environ, "PYTHONPATH": ""}
    ended = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("dropgrade: The folder that you are in no longer exists.")


def test_no_file_takes_the_place_of_a_closed_stream(tmp_path: Path) -> None:
    """With all standard streams closed, what is written to their descriptors reaches no file of ours."""
    code = (
        "import os; from dropgrade import cli; cli.leave = lambda code: None; cli.main();"
        "open('kept', 'w').write(' '.join(str(os.fstat(n).st_rdev == os.stat(os.devnull).st_rdev) for n in range(3)))"
    )
    command = ["/bin/sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, "-c", code, "--version"]
    assert subprocess.run(command, cwd=tmp_path, check=False).returncode == 0
    assert (tmp_path / "kept").read_text() == "True True True"


def test_ctrl_c_while_modules_are_imported_is_no_traceback(tmp_path: Path) -> None:
    """Pressed before the command has begun, it ends it with the same exit code and one line."""
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt\n")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    ended = subprocess.run([COMMAND, "list"], cwd="/", env=env, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "\ndropgrade: Interrupted.\n")


def test_ctrl_c_that_breaks_an_import_is_still_ctrl_c(tmp_path: Path) -> None:
    """Where C code turns Ctrl-C into another exception, the command still ends as interrupted, with exit code 130."""
    code = (
        "import os, signal\nfrom dropgrade import cli\n"
        "def imports(**_):\n    try:\n        os.kill(os.getpid(), signal.SIGINT)\n"
        "    except KeyboardInterrupt:\n        raise ImportError('numpy failed to import')\n"
        "cli.cli = imports\ncli.main()"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr.strip()) == (130, "dropgrade: Interrupted. Nothing was changed.")
