"""What a worker loads, what a call of it gives, and where workers come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from dropgrade.sandbox.limits import Limits

if TYPE_CHECKING:
    from dropgrade.sandbox.client import Worker

Parts = tuple[tuple[str, str], ...]
"""Sources with their labels."""


@dataclass(frozen=True, slots=True)
class Program:
    """What a worker loads: a module's name and its parts (a file is one, a notebook's cells are many).

    `beside` are modules that it may import, by name, each with its parts; one that has the parts of the module itself
    is the same module. Where `tolerant`, a part that raises does not keep the others from being used. A script is
    executed when it is run, and not before. `files` are those that it may read; None where it uses no files at all.
    `student` is who handed it in, which is never sent.
    """

    module: str
    parts: Parts
    tolerant: bool = False
    beside: Mapping[str, Parts] = field(default_factory=dict)
    is_script: bool = False
    files: Mapping[str, bytes] | None = None
    global_random: bool = False
    """Whether it may use the global random states."""
    student: str = ""

    @property
    def modules(self) -> dict[str, Parts]:
        """Every module by its name."""
        return {self.module: self.parts, **self.beside}

    @property
    def labels(self) -> frozenset[str]:
        """The labels of all parts."""
        return frozenset(label for parts in self.modules.values() for label, _ in parts)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a call returned, and what else it did: inputs changed in place, global random state used."""

    value: object
    changed: tuple[str, ...] = ()
    globals: tuple[str, ...] = ()


class Sandbox(Protocol):
    """Where workers come from."""

    mode: str

    @property
    def missing(self) -> tuple[str, ...]:
        """The layers of protection that this machine does not give."""

    def start(self, limits: Limits) -> Worker:
        """A fresh worker that has loaded nothing."""

    def close(self) -> None:
        """End whatever still runs."""
