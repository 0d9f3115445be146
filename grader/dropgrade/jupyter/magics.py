"""`%dropgrade p03` and `%%dropgrade p03`: the only part that runs in the student's kernel.

Nothing is graded here. The cells are sent to another process, which returns what to show.
"""

from __future__ import annotations

import json
import site
import subprocess
import sys
from pathlib import Path
from typing import Any

from dropgrade.jupyter.failed import Failure, failure_of
from dropgrade.jupyter.line_commands import ASKING, COMMANDS, PRINTED, VIEWING, completions, run_command

USAGE = "Name a problem: %dropgrade p03"
FAILED = "dropgrade: the grading could not be run."
AGAIN = "Run the cell again; if it fails again, see what `!dropgrade doctor` says."


def register(shell: Any) -> None:  # noqa: ANN401 - IPython's, which is not needed elsewhere
    """Register the magic with a shell, for lines and for cells."""
    failed: dict[str, Failure] = {}

    def dropgrade(line: str, cell: str | None = None) -> None:
        """Grade what the cells of this notebook define: %dropgrade p03, or %%dropgrade p03 above a cell.

        %dropgrade try p03 and %dropgrade show p03 run and draw it; hint, solution, list, quiz and review are as in a
        terminal. %dropgrade lab shows the lab, beginning with a view: build, watch, experiment, read or spot.
        """
        verb, problem = _read(line)
        if cell is None and verb in (*PRINTED, *ASKING):
            run_command(_python(), line.split(), input)
            return
        if cell is None and verb in VIEWING:
            from dropgrade.jupyter.lab_widget import lab_widget

            shell.display_pub.publish(data=lab_widget(_python(), line.split()[1:]))
            return
        if cell is not None:
            result = _run(shell, cell)
            if isinstance(result.error_in_exec, KeyboardInterrupt):
                return  # the user interrupted it and needs no answer
            _note(failed, _number(shell), failure_of(result))
        shell.display_pub.publish(data=_feedback(verb, problem, _cells_of(shell), failed, is_cell=cell is not None))

    def note(result: Any) -> None:  # noqa: ANN401 - IPython's
        if getattr(result, "execution_count", None):
            _note(failed, result.execution_count, failure_of(result))

    shell.register_magic_function(dropgrade, magic_kind="line_cell", magic_name="dropgrade")
    shell.events.register("post_run_cell", note)
    for word in ("%dropgrade", "%%dropgrade"):
        shell.set_hook("complete_command", lambda _, event: completions(event.line), str_key=word)


def _note(failed: dict[str, Failure], number: int, failure: Failure | None) -> None:
    """Store how a cell failed; for a cell with the magic, this happened already."""
    if failure is not None:
        failed[_label(number)] = failure


def _run(shell: Any, cell: str) -> Any:  # noqa: ANN401 - IPython's
    """Run the cell below the magic so that tracebacks show its number and its own line numbers."""
    count = shell.execution_count
    shell.execution_count = _number(shell)
    try:
        return shell.run_cell(cell if cell.lstrip().startswith("%%") else f"#\n{cell}")
    finally:
        shell.execution_count = count


def _number(shell: Any) -> int:  # noqa: ANN401 - IPython's
    """Return the number of the cell that is running."""
    return len(shell.history_manager.input_hist_raw) - 1


def _label(number: int) -> str:
    return f"cell [{number}]"


def _cells_of(shell: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - IPython's
    """Return the cells that were run since the kernel started, in order."""
    history = shell.history_manager.input_hist_raw
    return [(_label(number), source) for number, source in enumerate(history) if source.strip()]


def _read(line: str) -> tuple[str, str]:
    """Return the command in a line (`check` by default) and its argument."""
    words = line.split()
    return (words[0], " ".join(words[1:])) if words and words[0] in COMMANDS else ("check", line.strip())


def _feedback(
    verb: str, problem: str, cells: list[tuple[str, str]], failed: dict[str, Failure], *, is_cell: bool
) -> dict[str, str]:
    """Return what to show, in each form that a notebook may choose from."""
    if not problem:
        return {"text/plain": f"dropgrade: No problem is named. {USAGE}"}
    request = json.dumps({"verb": verb, "problem": problem, "cells": cells, "failed": failed, "is_cell": is_cell})
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
    """Return the command of the process that grades."""
    return [*_python(), "-m", "dropgrade.jupyter.process"]


def _python() -> list[str]:
    """Return a Python command that can import this package but not modules in the current folder."""
    ours, users = Path(__file__).resolve(), Path(site.getusersitepackages()).resolve()
    own_folder = [] if site.ENABLE_USER_SITE and ours.is_relative_to(users) else ["-s"]  # unless this package is there
    return [sys.executable, "-P", *own_folder]
