"""Stand-ins in the suite for what stays in the worker: objects of the student's classes, functions, iterators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, NoReturn, Self

from dropgrade.checks.failure import Names, fail
from dropgrade.sandbox.lent import Remote
from dropgrade.sandbox.outcomes import StudentRaised
from dropgrade.sandbox.wire import Handle, NamedValues, NoLength, NoValue, Opaque, Reference

if TYPE_CHECKING:
    from dropgrade.checks.student import Student

KNOWN = {"generator": "a generator", "function": "a function", "method": "a method", "type": "a class"}
"""Names of Python's own classes in words that beginners know."""
LABELS = {
    "len": "len({})", "bool": "bool({})", "str": "str({})", "abs": "abs({})", "iter": "iter({})", "in": "… in {}",
    "item": "{}[…]", "set item": "{}[…] = …", "delete item": "del {}[…]", "enter": "with {}", "exit": "with {}",
    "negative": "-{}",
}  # fmt: skip
"""How the use of an object is written if it raises."""
Value = Any
"""Any value from a submission."""


class StudentFunction(Remote):
    """A function or class of the submission, or a method of one of its objects."""

    def __init__(self, student: Student, name: str, owner: int | None = None, module: str = "") -> None:
        self._student, self._name, self._owner, self._module = student, name, owner, module

    def __call__(self, *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - whatever it returns
        """Call it; any value that can be sent may be an argument."""
        return self._student.call(self._name, args, kwargs, self._owner, self._module)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it is
        """Return an attribute of a class: `student.Color.RED`, `student.Matrix.identity(3)`."""
        whole = f"{self._name}.{plain_name(name)}"
        return self._student.read(whole, self._owner, self._module)

    @property
    def on_the_wire(self) -> Reference:
        """The reference that is sent if the function is passed back."""
        return Reference(self._name, self._owner, self._module)


class StandIn(Remote, Opaque):
    """Something in the worker; computing with it as if it were a plain value fails the check."""

    __slots__ = ("_handle", "_student")
    _handle: Handle
    _student: Student

    def __init__(self, student: Student, handle: Handle) -> None:
        object.__setattr__(self, "_student", student)
        object.__setattr__(self, "_handle", handle)

    @property
    def on_the_wire(self) -> Handle:
        """The handle that is sent if it is passed back."""
        return self._handle

    def __repr__(self) -> str:
        """Return a description in words."""
        name, described = self._handle.type_name, f"an object of class {self._handle.type_name}"
        return described if self._handle.role == "object" else KNOWN.get(name, described)


class StudentIterator(StandIn):
    """A generator or an iterator of the student's: each item is fetched when it is needed."""

    __slots__ = ()

    def __iter__(self) -> Self:
        """Return the iterator itself."""
        return self

    def __len__(self) -> NoReturn:
        raise NoLength(repr(self))

    def __next__(self) -> Value:
        """Return the next item; a check may fetch up to a hundred thousand."""
        return self._student.pull(self._handle.number)


class StudentClosure(StandIn):
    """A function or a class that a function returned, or that an attribute holds."""

    __slots__ = ()

    def __call__(self, *args: object, **kwargs: object) -> Value:
        """Call it."""
        return self._student.call("", args, kwargs, self._handle.number, label="the function that was returned")


class StudentObject(StandIn):
    """An object of one of the student's classes; its methods and attributes are those of the object in the worker.

    Operators (`len`, `in`, `[]`, `==`, `+`, …) are the student's own code, which could return anything. They work only
    for objects that the suite has asked for: made by calling a class, or passed through `expect_object`.
    """

    __slots__ = ("_is_open", "_methods")
    _is_open: bool
    _methods: set[str]

    def __init__(self, student: Student, handle: Handle, methods: set[str]) -> None:
        super().__init__(student, handle)
        object.__setattr__(self, "_methods", methods)
        object.__setattr__(self, "_is_open", False)

    def __getattr__(self, name: str) -> Value:
        """Return a method, or the value of an attribute or a property."""
        if plain_name(name) in self._methods:
            return StudentFunction(self._student, name, self._handle.number)
        return self._student.read(name, self._handle.number)

    def __setattr__(self, name: str, value: object) -> None:
        """Set an attribute of the object in the worker."""
        self._do("set", name, value, label=f"setting {self._handle.type_name}.{name}")

    def __call__(self, *args: object, **kwargs: object) -> Value:
        """Call the object."""
        return self._student.call("", args, kwargs, self._handle.number, label=self._handle.type_name)

    def _do(self, use: str, *args: object, label: str = "") -> Value:
        label = label or LABELS.get(use, f"{{}} {use} …").format(self._handle.type_name)
        return self._student.call("", args, {}, self._handle.number, use=use, label=label)

    def _operate(self, use: str, *args: object) -> Value:
        if not self._is_open:
            raise NoValue(repr(self))
        return self._do(use, *args)

    def _kind(self, kind: type, use: str, *args: object) -> Value:
        """Return the value of a use for which Python requires this type."""
        value = self._operate(use, *args)
        if type(value) is not kind:
            raise NoValue(f"{value!r} for `{LABELS.get(use, use).format(self._handle.type_name)}`"[:200])
        return value

    def __len__(self) -> int:
        try:
            return int(self._kind(int, "len"))
        except StudentRaised as raised:
            if "has no len()" in raised.info.text:
                raise NoLength(f"{self!r}, which has no length,") from None
            raise

    def __bool__(self) -> bool:
        return bool(self._kind(bool, "bool"))

    def __contains__(self, item: object) -> bool:
        return bool(self._kind(bool, "in", item))

    def __iter__(self) -> Any:  # noqa: ANN401 - an iterator of the student's
        return self._operate("iter")

    def __next__(self) -> Value:
        if not self._is_open:
            raise NoValue(repr(self))
        return self._student.pull(self._handle.number)

    def __getitem__(self, key: object) -> Value:
        return self._operate("item", key)

    def __setitem__(self, key: object, value: object) -> None:
        self._operate("set item", key, value)

    def __delitem__(self, key: object) -> None:
        self._operate("delete item", key)

    def __enter__(self) -> Value:
        return self._operate("enter")

    def __exit__(self, *_: object) -> None:
        self._operate("exit")

    def __str__(self) -> str:
        """Return the result of the object's own `__str__` if the suite has asked for the object."""
        return str(self._kind(str, "str")) if self._is_open else repr(self)

    def __eq__(self, other: object) -> bool:
        """Return the result of the object's own `__eq__` if the suite has asked for both objects."""
        if not isinstance(other, StudentObject):
            return False
        if self._is_open and other._is_open:
            return bool(self._kind(bool, "==", other))
        return bool(self._handle == other._handle)

    def __hash__(self) -> int:
        """Return the hash of its number in the worker."""
        return hash(self._handle)


def _operator(sign: str) -> Any:  # noqa: ANN401 - a method
    def operate(self: StudentObject, *other: object) -> Value:
        return self._operate(sign, *other)

    return operate


for _name, _sign in {
    "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//",
    "mod": "%", "pow": "**", "matmul": "@", "neg": "negative", "abs": "abs",
}.items():  # fmt: skip
    setattr(StudentObject, f"__{_name}__", _operator(_sign))


def opened(value: StudentObject) -> StudentObject:
    """Return the object, marked as one that the suite has asked for, so that its operators may be used."""
    object.__setattr__(value, "_is_open", True)
    return value


def expect_object(
    observed: object, class_name: str = "", *, what: str = "what it returns", mistakes: Names = ()
) -> StudentObject:
    """Expect an object of one of the student's classes, given by name; returns it, with its operators enabled."""
    if not isinstance(observed, StudentObject) or class_name not in ("", observed.on_the_wire.type_name):
        expected = f"an object of class {class_name}" if class_name else "an object"
        fail(what, observed=observed, expected=expected, mistakes=mistakes)
    return opened(observed)


def fields_of(value: Any) -> Mapping[str, object]:  # noqa: ANN401 - whatever it is
    """Return the fields of a dataclass (as they were when it was received) or of a named tuple; empty for all else."""
    if isinstance(value, StudentObject):
        return value.on_the_wire.fields or {}
    if isinstance(value, NamedValues):
        return dict(zip(value.names, value, strict=True))
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return dict(zip(value._fields, value, strict=True))
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    return {}


def plain_name(name: str) -> str:
    """Return the name, refusing special methods: NumPy asks every object for some, and must not call the student's."""
    if name.startswith("__"):
        raise AttributeError(name)
    return name
