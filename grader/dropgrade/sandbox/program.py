"""The program that a worker loads, the reply to a call, and the interface of a sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from dropgrade.sandbox.limits import Limits

if TYPE_CHECKING:
    from dropgrade.sandbox.client import Worker

Parts = tuple[tuple[str, str], ...]
"""Sources with labels."""


@dataclass(frozen=True, slots=True)
class Program:
    """What a worker loads: a module's name and its parts (one for a file, one per cell for a notebook).

    `beside` are modules that it may import, by name, each with its parts; a module with the same parts as the main one
    is the same module. If `tolerant`, other parts can be used although one raises. A script is executed only when it
    is run. `files` are those that it may read, or None if it uses no files at all. `student` is the id of who handed
    it in, which is never sent to the worker.
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
        """Every module by name."""
        return {self.module: self.parts, **self.beside}

    @property
    def labels(self) -> frozenset[str]:
        """The labels of all parts."""
        return frozenset(label for parts in self.modules.values() for label, _ in parts)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a call returned, and its side effects: arguments changed in place, global random states used."""

    value: object
    changed: tuple[str, ...] = ()
    globals: tuple[str, ...] = ()


class Sandbox(Protocol):
    """Something that can start workers."""

    mode: str

    @property
    def missing(self) -> tuple[str, ...]:
        """The layers of protection that this machine does not have."""

    def start(self, limits: Limits) -> Worker:
        """Return a new worker that has loaded nothing yet."""

    def close(self) -> None:
        """End everything that still runs."""
