"""`dropgrade doctor`: which layers keep student code from the machine here."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass

import click

from dropgrade.cli._common import Exit
from dropgrade.errors import SandboxFault
from dropgrade.sandbox.launch import LAYERS, chosen_mode, opened_sandbox
from dropgrade.screen.text import say

SCHEMA = "dropgrade/doctor/v1"
SIGNS = {"on": "on     ", "missing": "missing", "fails": "FAILS  ", "unknown": "?      "}
TRUSTED = "Grade only what you trust: with DROPGRADE_SANDBOX=portable, which does without these layers."
MODES = {"confined": "a worker forked for each submission", "portable": "a fresh process for each submission"}


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known of the sandbox here; `fault` is why nothing can be graded."""

    mode: str
    missing: tuple[str, ...] = ()
    fault: SandboxFault | None = None

    @property
    def layers(self) -> dict[str, str]:
        """The state of each layer: on, missing, fails or unknown."""
        return {layer: self._state(layer) for layer in LAYERS}

    @property
    def leaks(self) -> list[str]:
        """What the probe managed although it should not."""
        return [escape for escape in self.missing if escape not in LAYERS]

    def _state(self, layer: str) -> str:
        if self.fault is not None:
            return "fails" if layer == self.fault.layer else "unknown"
        return "missing" if layer in self.missing else "on"

    @property
    def exit_code(self) -> Exit:
        """What the command exits with."""
        if self.fault is not None:
            return Exit.GRADER
        return Exit.POINTS_MISSING if self.missing else Exit.FULL

    def to_json(self) -> dict[str, object]:
        """The findings as one JSON object."""
        return {
            "schema": SCHEMA,
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.release()}",
            "machine": platform.machine(),
            "sandbox": self.mode,
            "can_grade": self.fault is None,
            "layers": self.layers,
            "leaks": self.leaks,
            "fault": None if self.fault is None else self.fault.message,
        }


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as one JSON object.")
def command(as_json: bool) -> int:
    """Say what protects the grading on this machine.

    Exits with 1 where a layer is missing, and with 3 where nothing can be graded.
    """
    findings = _examined()
    if as_json:
        from dropgrade.screen.json import write_object

        write_object(findings.to_json())
    else:
        say("\n".join(_lines(findings)))
    return findings.exit_code


def _examined() -> Findings:
    mode = chosen_mode()
    try:
        with opened_sandbox() as sandbox:
            return Findings(mode, sandbox.missing)
    except SandboxFault as fault:
        return Findings(mode, fault=fault)


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
        yield "Scores stay right, but what is missing keeps nothing out: grade only what you trust, or use Linux."
    else:
        yield "A worker tried to read a file, open a socket, start a process and signal the grader: all refused."
