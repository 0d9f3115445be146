"""`%dropgrade p03` and `%%dropgrade p03`: all of ours that runs in the student's kernel.

Nothing is graded here. The cells that were run go to a process of its own, which answers with what is to be shown.
"""

from __future__ import annotations

import json
import site
import subprocess
import sys
from pathlib import Path
from typing import Any

USAGE = "Name a problem: %dropgrade p03"
FAILED = "dropgrade: the grading could not be run."
AGAIN = "Run the cell again; if it stays so, see what `!dropgrade doctor` says."


def register(shell: Any) -> None:  # noqa: ANN401 - IPython's, which is not needed elsewhere
    """Add the magic to a shell, for lines and for cells."""

    def dropgrade(line: str, cell: str | None = None) -> None:
        """Grade what the cells of this notebook define: %dropgrade p03, or %%dropgrade p03 above a cell."""
        problem = line.strip()
        if cell is not None and _was_interrupted(shell.run_cell(cell)):
            return
        shell.display_pub.publish(data=_feedback(problem, _cells_of(shell), is_cell=cell is not None))

    shell.register_magic_function(dropgrade, magic_kind="line_cell", magic_name="dropgrade")


def _was_interrupted(result: Any) -> bool:  # noqa: ANN401 - IPython's
    """Whether the user stopped the cell; what else went wrong in it has been shown, and is graded."""
    return isinstance(result.error_in_exec, KeyboardInterrupt)


def _cells_of(shell: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - IPython's
    """The cells that were run since the kernel started, in the order in which they were."""
    history = shell.history_manager.input_hist_raw
    return [(f"cell [{number}]", source) for number, source in enumerate(history) if source.strip()]


def _feedback(problem: str, cells: list[tuple[str, str]], *, is_cell: bool) -> dict[str, str]:
    """What is to be shown, in each form that a notebook may choose."""
    if not problem:
        return {"text/plain": f"dropgrade: No problem is named. {USAGE}"}
    request = json.dumps({"problem": problem, "cells": cells, "is_cell": is_cell})
    try:
        done = subprocess.run(_command(), input=request.encode(), capture_output=True, check=False)  # noqa: S603 - ours
        bundle: dict[str, str] = json.loads(done.stdout)
    except KeyboardInterrupt:
        return {"text/plain": "dropgrade: Interrupted. Nothing was graded."}
    except OSError as error:
        return {"text/plain": f"{FAILED} {error.strerror}.\n{AGAIN}"}
    except ValueError:
        from dropgrade.screen.text import printable

        last = printable(done.stderr.decode("utf-8", "replace").strip().split("\n")[-1])
        return {"text/plain": f"{FAILED} {last}\n{AGAIN}"}
    return bundle


def _command() -> list[str]:
    """The process that grades: it does not look for modules in the current folder."""
    ours, users = Path(__file__).resolve(), Path(site.getusersitepackages()).resolve()
    own_folder = [] if site.ENABLE_USER_SITE and ours.is_relative_to(users) else ["-s"]  # unless that is where we are
    return [sys.executable, "-P", *own_folder, "-m", "dropgrade.jupyter.process"]
