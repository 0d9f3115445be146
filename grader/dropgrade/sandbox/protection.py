"""Find out how well the sandbox protects this machine by starting it, as shown by `dropgrade doctor`."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropgrade.errors import SandboxFault
from dropgrade.sandbox.launch import LAYERS, chosen_mode, opened_sandbox

if TYPE_CHECKING:
    from dropgrade.sandbox.client import Sandbox

SCHEMA = "dropgrade/doctor/v1"


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known about the sandbox on this machine; `fault` says why nothing can be graded."""

    mode: str
    missing: tuple[str, ...] = ()
    fault: SandboxFault | None = None

    @property
    def layers(self) -> dict[str, str]:
        """The state of each layer: on, missing, fails or unknown."""
        return {layer: self._state(layer) for layer in LAYERS}

    @property
    def leaks(self) -> list[str]:
        """What the probe managed to do although it should not."""
        return [escape for escape in self.missing if escape not in LAYERS]

    def _state(self, layer: str) -> str:
        if self.fault is not None:
            return "fails" if layer == self.fault.layer else "unknown"
        return "missing" if layer in self.missing else "on"

    def to_json(self) -> dict[str, object]:
        """Return the findings as one JSON object."""
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


def findings_of(sandbox: Sandbox) -> Findings:
    """Return the findings for an open sandbox."""
    mode = chosen_mode()
    try:
        return Findings(mode, sandbox.missing)
    except SandboxFault as fault:
        return Findings(mode, fault=fault)


def examined() -> Findings:
    """Start the sandbox and return the findings."""
    mode = chosen_mode()
    try:
        with opened_sandbox() as sandbox:
            return findings_of(sandbox)
    except SandboxFault as fault:
        return Findings(mode, fault=fault)
