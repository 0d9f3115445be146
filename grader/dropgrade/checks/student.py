"""The `student` of a suite: the submission's functions and classes, called over the pipe."""

from __future__ import annotations

import numpy as np

from dropgrade.checks.abilities import Abilities
from dropgrade.checks.failure import describe
from dropgrade.checks.module import Module
from dropgrade.sandbox.client import Reply
from dropgrade.sandbox.outcomes import StudentRaised
from dropgrade.sandbox.wire import Handle


class Student(Abilities):
    """The submission, as if it were a module: `student.inverted_dropout(x, p=0.3, rng=rng)`.

    `last` is the reply to the newest call: its value, which inputs it changed, and which global random
    states it used. `last_function` is what was called.
    """

    @property
    def module(self) -> Module:
        """The submission as text: its source, its syntax tree, and the names that a function calls."""
        return Module(self._worker.program.parts)

    @property
    def modules(self) -> StudentModules:
        """The submission's other modules: `student.modules["account"].Account(100)`."""
        return StudentModules(self)

    def __getattr__(self, name: str) -> StudentFunction:
        """A function or class of the submission; whether it exists shows when it is called."""
        return StudentFunction(self, _plain(name))

    def call(
        self, name: str, args: tuple[object, ...], kwargs: dict[str, object], owner: int | None, module: str = ""
    ) -> object:
        """Call over the pipe; an object of a class of the student's comes back as `StudentObject`."""
        self.last, self.last_function = Reply(None), name
        try:
            self.last = self._worker.call(name, args, kwargs, owner=owner, module=module)
        except StudentRaised as raised:
            raised.call = described_call(name, args, kwargs)
            given: list[tuple[int | str, object]] = [*enumerate(args), *kwargs.items()]
            raised.given = [(place, value.shape) for place, value in given if isinstance(value, np.ndarray)]
            raise
        value = self.last.value
        return StudentObject(self, value) if isinstance(value, Handle) else value


class StudentModules:
    """The modules of a submission by their names, each of which reads like `student` itself."""

    def __init__(self, student: Student) -> None:
        self._student = student

    def __getitem__(self, name: str) -> StudentModule:
        """A module that the problem has beside the main one."""
        return StudentModule(self._student, name)


class StudentModule:
    """One module of a submission."""

    def __init__(self, student: Student, module: str) -> None:
        self._student, self._module = student, module

    def __getattr__(self, name: str) -> StudentFunction:
        """A function or class of the module; whether it exists shows when it is called."""
        return StudentFunction(self._student, _plain(name), module=self._module)


class StudentFunction:
    """A function of the submission, or a method of one of its objects."""

    def __init__(self, student: Student, name: str, owner: int | None = None, module: str = "") -> None:
        self._student, self._name, self._owner, self._module = student, name, owner, module

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Call it; arrays, numbers, generators and callbacks may be arguments."""
        return self._student.call(self._name, args, kwargs, self._owner, self._module)


class StudentObject:
    """An object that lives in the worker: `layer.forward(x)` calls its method there."""

    def __init__(self, student: Student, handle: Handle) -> None:
        self._student, self._handle = student, handle

    def __getattr__(self, name: str) -> StudentFunction:
        """A method of the object."""
        return StudentFunction(self._student, _plain(name), self._handle.number)

    def __repr__(self) -> str:
        """Read as what it is."""
        return f"an object of class {self._handle.type_name}"


def described_call(name: str, args: tuple[object, ...], kwargs: dict[str, object]) -> str:
    """A call as a person would write it, with arrays by their shapes."""
    given = [_argument(value) for value in args] + [f"{key}={_argument(value)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(given)})"


def _argument(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, np.random.Generator):
        return "rng"
    return "a function" if callable(value) else describe(value)


def _plain(name: str) -> str:
    """A name that is no special method: NumPy asks every object for some, and must not ask the student's."""
    if name.startswith("__"):
        raise AttributeError(name)
    return name
