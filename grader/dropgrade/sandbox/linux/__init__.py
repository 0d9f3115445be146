"""Confine the process that runs student code: prepared once, entered by every worker."""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropgrade.sandbox.linux import landlock, policy, privileges, rlimits, seccomp, syscall_numbers
from dropgrade.sandbox.linux.libc import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dropgrade.sandbox.limits import Limits
    from dropgrade.sandbox.linux.syscall_numbers import Architecture

__all__ = ["LAYERS", "Confinement", "LayerFailed", "Unavailable"]


class LayerFailed(OSError):
    """A layer that this system has, but that could not be applied."""

    def __init__(self, number: int | None, words: str, file: str | None, layer: str) -> None:
        super().__init__(number, words)
        self.layer, self._words = layer, f"{words} ({file})" if file else words

    def __str__(self) -> str:
        """Return what the system said."""
        return self._words


LAYERS = ("limits", "no_new_privs", "landlock", "seccomp")


@dataclass(frozen=True)
class Confinement:
    """Everything that can be prepared before there is a worker."""

    missing: tuple[str, ...]  # of LAYERS, those that this system lacks
    ruleset: int | None  # descriptor of Landlock's ruleset: keep it open until after enter()
    program: seccomp.Program | None
    architecture: Architecture | None

    @classmethod
    def prepare(cls, readable: Sequence[str]) -> Confinement:
        """Prepare confinement with read access to these files and folders; call this once, before any fork."""
        if sys.platform != "linux":
            return cls(LAYERS, None, None, None)
        architecture = syscall_numbers.running()
        privileged = not privileges.no_new_privileges_available()
        with _layer("landlock"):
            ruleset = None if privileged else _ruleset(readable)
        program = None if privileged else _program(architecture, files=ruleset is not None)
        present = {"limits": True, "no_new_privs": not privileged, "landlock": ruleset, "seccomp": program}
        missing = tuple(layer for layer in LAYERS if present[layer] in (None, False))
        return cls(missing, ruleset, program, architecture)

    def enter(self, limits: Limits, parent: int) -> None:
        """Confine this process permanently, with every layer that prepare() found.

        `parent` is the process that forked this one. Raises `LayerFailed` if a layer fails: the process is then only
        partly confined and must end.
        """
        if "limits" not in self.missing:
            with _layer("limits"):
                _stand(parent)
                rlimits.apply(limits)
        # From here on the order matters: each layer forbids what the ones before it needed.
        if "no_new_privs" not in self.missing:
            with _layer("no_new_privs"):
                _give_up_privileges(self.architecture)
        if self.ruleset is not None:
            with _layer("landlock"):
                landlock.restrict_self(self.ruleset)
                os.close(self.ruleset)
        if self.program is not None:
            with _layer("seccomp"):
                self.program.install()


@contextlib.contextmanager
def _layer(name: str) -> Iterator[None]:
    """Add the name of the layer to an error."""
    try:
        yield
    except OSError as error:
        raise LayerFailed(error.errno, error.strerror or str(error), error.filename, name) from error


def _ruleset(readable: Sequence[str]) -> int | None:
    try:
        ruleset = landlock.create(landlock.abi())
    except Unavailable:
        return None
    landlock.allow_read(ruleset, readable)
    return ruleset


def _program(architecture: Architecture | None, *, files: bool) -> seccomp.Program | None:
    if architecture is None or not seccomp.available(architecture):
        return None
    return seccomp.build(policy.policy(architecture, files=files), architecture)


def _stand(parent: int) -> None:
    privileges.be_one_thread()
    privileges.die_with(parent)
    privileges.stand_alone()
    privileges.hide()


def _give_up_privileges(architecture: Architecture | None) -> None:
    privileges.no_new_privileges()
    if architecture is not None:
        privileges.drop_capabilities(architecture)
