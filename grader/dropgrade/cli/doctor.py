"""`dropgrade doctor`: report which layers protect this machine from student code."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from pathlib import Path

import click

from dropgrade.cli._common import Exit
from dropgrade.sandbox.launch import LAYERS
from dropgrade.sandbox.protection import Findings, examined
from dropgrade.screen.text import say

SIGNS = {"on": "on     ", "missing": "missing", "fails": "FAILS  ", "unknown": "?      "}
TRUSTED = "Grade only what you trust: with DROPGRADE_SANDBOX=portable, which does without these layers."
MODES = {"confined": "a worker forked for each submission", "portable": "a fresh process for each submission"}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as one JSON object.")
def command(as_json: bool) -> int:
    """Say what protects the grading on this machine.

    Exits with 1 if a layer is missing, and with 3 if nothing can be graded.
    """
    Path.cwd()  # an error of its own where the folder has been removed, in which no process starts
    findings = examined()
    if as_json:
        from dropgrade.screen.json import write_object

        write_object(findings.to_json())
    else:
        say("\n".join(_lines(findings)))
    return _exit_code(findings)


def _exit_code(findings: Findings) -> Exit:
    if findings.fault is not None:
        return Exit.GRADER
    return Exit.POINTS_MISSING if findings.missing else Exit.FULL


def _lines(findings: Findings) -> Iterator[str]:
    yield f"Python {platform.python_version()} on {platform.system()} {platform.release()} ({platform.machine()})"
    yield f"Sandbox: {findings.mode}, {MODES[findings.mode]}"
    for layer, state in findings.layers.items():
        yield f"  {SIGNS[state]}  {layer}: {LAYERS[layer]}"
    for escape in findings.leaks:
        yield f"  LEAKS    student code could {escape}"
    if findings.fault is not None:
        yield f"Nothing can be graded here. {findings.fault.message}"
        yield TRUSTED if findings.fault.layer else findings.fault.hint
    elif findings.missing:
        yield "Scores stay right, but the missing layers protect nothing: grade only what you trust, or use Linux."
    else:
        yield "A worker tried to read a file, open a socket, start a process and signal the grader: all refused."
