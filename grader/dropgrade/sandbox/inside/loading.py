"""The modules of a submission: the graded one, and others that it may import."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

Parts = Sequence[tuple[str, str]]
Describe = Callable[[BaseException, str], dict[str, Any]]


class Modules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds and executes the modules of one submission; their text came over the pipe, so they are not files.

    A module with the same parts as the main one is the main one under another name.
    """

    def __init__(self, main: str, sources: Mapping[str, Parts], *, is_script: bool = False) -> None:
        self.main, self._name = ModuleType(main), main
        self._sources, self._is_script = sources, is_script
        self._made = {name: self.main for name, parts in sources.items() if parts == sources[main]}
        self.labels = {label for parts in sources.values() for label, _ in parts}

    @property
    def names(self) -> frozenset[str]:
        """The names of the modules."""
        return frozenset(self._sources)

    def load(self, describe: Describe) -> list[dict[str, Any]]:
        """Execute every module, the main one first; return what their parts raised, converted by `describe`."""
        self.enter()
        parts = self._sources[self._name]
        if parts[0][0].endswith(".py"):
            sys.argv = [parts[0][0]]  # as `python FILE` sets it
            self.main.__file__ = parts[0][0]
        broken: list[dict[str, Any]] = []
        for label, source in parts:
            try:
                self._prepare(label, source)
            except BaseException as error:  # noqa: BLE001 - SystemExit is an answer like any other
                broken.append(describe(error, label))
        for name in self._sources.keys() - self._made.keys():
            try:
                importlib.import_module(name)
            except BaseException as error:  # noqa: BLE001 - as above
                broken.append(describe(error, self._sources[name][0][0]))
        return broken

    def _prepare(self, label: str, source: str) -> None:
        """Execute a part of the main module; a script is only compiled, since it runs later."""
        if self._is_script:
            compile(source, label, "exec", dont_inherit=True)
        else:
            _execute(label, source, self.main)

    def run(self) -> None:
        """Execute the main module again, as `python FILE` does."""
        program = ModuleType("__main__")
        before = sys.modules.get("__main__")
        sys.modules["__main__"] = program
        try:
            for label, source in self._sources[self._name]:
                program.__file__ = label
                _execute(label, source, program)
        finally:
            sys.modules["__main__"] = before or program

    def enter(self) -> None:
        """Make the modules importable, before others of the same names."""
        sys.meta_path.insert(0, self)
        for name in self._sources:
            sys.modules.pop(name, None)
        sys.modules.update(self._made)

    def leave(self) -> None:
        """Remove the modules, so that the next submission does not find them."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        for name in self._sources.keys() & sys.modules.keys():
            self._made[name] = sys.modules.pop(name)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the spec of one of the modules."""
        del path, target
        return importlib.machinery.ModuleSpec(fullname, self) if fullname in self._sources else None

    def exec_module(self, module: ModuleType) -> None:
        """Execute a module's parts in it."""
        for label, source in self._sources[module.__name__]:
            module.__file__ = label
            _execute(label, source, module)


def _execute(label: str, source: str, module: ModuleType) -> None:
    try:
        exec(compile(source, label, "exec", dont_inherit=True), module.__dict__)  # noqa: S102
    except SystemExit:
        if not label.endswith(".py"):  # `exit()` in a file ends only that file
            raise
