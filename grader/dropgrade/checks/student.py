"""The `student` of a suite: the submission's functions and classes, called over the pipe."""

from __future__ import annotations

from typing import Any

import numpy as np

from dropgrade.checks.abilities import Abilities
from dropgrade.checks.describing import describe
from dropgrade.checks.module import Module
from dropgrade.checks.student_objects import (
    StudentClosure,
    StudentFunction,
    StudentIterator,
    StudentObject,
    opened,
    plain_name,
)
from dropgrade.sandbox.client import Reply, Worker
from dropgrade.sandbox.outcomes import StudentRaised
from dropgrade.sandbox.wire import Handle


class Student(Abilities):
    """The submission, as if it were a module: `student.inverted_dropout(x, p=0.3, rng=rng)`.

    `last` is the reply to the last call: its value, which inputs it changed, and which global random states it used.
    `last_function` is the name of what was called.
    """

    @property
    def module(self) -> Module:
        """The submission as text: its source, its syntax tree, and the names that a function calls."""
        return Module(self._worker.program.parts)

    @property
    def modules(self) -> StudentModules:
        """The submission's other modules: `student.modules["account"].Account(100)`."""
        return StudentModules(self)

    def __init__(self, worker: Worker) -> None:
        super().__init__(worker)
        self._methods: dict[str, set[str]] = {}
        worker.wrap = self._wrapped

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it is
        """Return a function or class, whose existence is tested when it is called; a NAME in capitals is a value."""
        return self.read(name) if name.isupper() else StudentFunction(self, plain_name(name))

    def value(self, name: str) -> Any:  # noqa: ANN401 - whatever it is
        """Return the value of a name in the module that is not a function: `student.value("default_rate")`."""
        return self.read(name)

    def call(
        self, name: str, args: tuple[object, ...], kwargs: dict[str, object], owner: int | None, module: str = "",
        **how: str,
    ) -> object:  # fmt: skip
        """Call the worker, or do what `how` says instead; objects that stay there are returned as stand-ins."""
        label = how.get("label") or name
        self.last, self.last_function = Reply(None), label
        try:
            self.last = self._worker.call(name, args, kwargs, owner=owner, module=module, **how)
        except StudentRaised as raised:
            raised.call = described_call(label, args, kwargs) if how.get("use", "call") == "call" else ""
            given: list[tuple[int | str, object]] = [*enumerate(args), *kwargs.items()]
            raised.given = [(place, value.shape) for place, value in given if isinstance(value, np.ndarray)]
            raise
        value = self.last.value
        if owner is None and name[:1].isupper() and isinstance(value, StudentObject):
            opened(value)  # the suite has asked for an object
        return value

    def read(self, name: str, owner: int | None = None, module: str = "") -> object:
        """Return the value of an attribute, or of a name in the module."""
        return self.call(name, (), {}, owner, module, use="get")

    def pull(self, owner: int) -> object:
        """Return the next item of an iterator; raises StopIteration at its end."""
        try:
            return self._worker.pull(owner).value
        except StudentRaised as raised:
            if raised.info.type_name == "StopIteration":
                raise StopIteration from None
            raise

    def _wrapped(self, handle: Handle) -> object:
        if handle.role == "iterator":
            return StudentIterator(self, handle)
        if handle.role == "function":
            return StudentClosure(self, handle)
        known = self._methods.setdefault(handle.type_name, set())
        known.update(handle.methods)
        return StudentObject(self, handle, known)


class StudentModules:
    """The modules of a submission by name; each can be used like `student` itself."""

    def __init__(self, student: Student) -> None:
        self._student = student

    def __getitem__(self, name: str) -> StudentModule:
        """Return one of the problem's modules other than the main one."""
        return StudentModule(self._student, name)


class StudentModule:
    """One module of a submission."""

    def __init__(self, student: Student, module: str) -> None:
        self._student, self._module = student, module

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it is
        """Return a function or class, whose existence is tested when it is called; a NAME in capitals is a value."""
        if name.isupper():
            return self.value(name)
        return StudentFunction(self._student, plain_name(name), module=self._module)

    def value(self, name: str) -> Any:  # noqa: ANN401 - whatever it is
        """Return the value of a name in the module that is not a function."""
        return self._student.read(name, module=self._module)


def described_call(name: str, args: tuple[object, ...], kwargs: dict[str, object]) -> str:
    """Return a call as a person would write it, with arrays shown by shape."""
    given = [_argument(value) for value in args] + [f"{key}={_argument(value)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(given)})"


def _argument(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, np.random.Generator):
        return "rng"
    if isinstance(value, StudentObject):
        return describe(value)
    return "a function" if callable(value) else describe(value)
