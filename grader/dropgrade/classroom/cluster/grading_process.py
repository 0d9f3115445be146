"""`python -m dropgrade.classroom.cluster.grading_process COURSE`: a process beside a Dask worker that grades batches.

It reads a batch a line from its standard input, and writes lines of JSON: first what protects the grading here, then
for each batch its results as they come, and `done` with what kept it from grading the rest. It ends when its input
does, and when it has had nothing to do for long.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from dropgrade.classroom.class_batch import Result, grade_programs
from dropgrade.classroom.cluster.batch_text import fault_data, programs_of, result_text
from dropgrade.course.course import Course
from dropgrade.errors import DropgradeError, GraderFault, SandboxFault
from dropgrade.sandbox.launch import chosen_mode, opened_sandbox
from dropgrade.sandbox.protection import Findings, findings_of

if TYPE_CHECKING:
    from dropgrade.sandbox.client import Sandbox

IDLE = 600.0
"""Seconds without a batch after which the process ends; the worker starts another one when there is something to do."""


def main() -> None:
    """Serve until the input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # nothing but answers may reach the worker
    batches: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(batches,), daemon=True).start()
    try:
        with opened_sandbox() as sandbox:
            _say(answers, {"doctor": findings_of(sandbox).to_json()})
            _serve(Path(sys.argv[1]).resolve(), sandbox, batches, answers)
    except SandboxFault as fault:
        _say(answers, {"doctor": Findings(chosen_mode(), fault=fault).to_json()})


def _read(batches: queue.SimpleQueue[str]) -> None:
    """Read batches; if the worker is gone, this process ends at once, whatever it is doing."""
    for line in sys.stdin:
        batches.put(line)
    os._exit(0)


def _serve(root: Path, sandbox: Sandbox, batches: queue.SimpleQueue[str], answers: TextIO) -> None:
    while True:
        try:
            line = batches.get(timeout=IDLE)
        except queue.Empty:
            return
        fault = _graded(Course(root, root), json.loads(line), sandbox, answers)
        _say(answers, {"done": fault})


def _graded(course: Course, batch: dict[str, object], sandbox: Sandbox, answers: TextIO) -> dict[str, str] | None:
    """Grade a batch; returns the fault that kept some of it from being graded, if any."""

    def on_result(result: Result) -> None:
        answers.write(f"{result_text(result)}\n")

    try:
        grade_programs(course, int(str(batch["seed"])), str(batch["problem"]), programs_of(batch), sandbox, on_result)
    except DropgradeError as error:
        return fault_data(error)
    except Exception as error:  # noqa: BLE001 - it is raised again where the batch came from
        return fault_data(GraderFault(f"{type(error).__name__}: {error}"))
    return None


def _say(answers: TextIO, data: Mapping[str, object]) -> None:
    answers.write(f"{json.dumps(data)}\n")
    answers.flush()


if __name__ == "__main__":
    main()
