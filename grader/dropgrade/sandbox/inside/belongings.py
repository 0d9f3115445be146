"""Objects on the worker's side that the grader refers to by number, and objects that the grader has lent."""

from __future__ import annotations

import builtins
import enum
import operator
import sys
from collections import namedtuple
from collections.abc import Callable, Container, Iterator
from dataclasses import fields, is_dataclass, make_dataclass
from functools import reduce
from types import ModuleType
from typing import Any

import numpy as np

from dropgrade.sandbox.inside.raised import text_of
from dropgrade.sandbox.wire import (
    MAX_NAME,
    CallbackNumber,
    EnumMember,
    ErrorValue,
    GeneratorState,
    Handle,
    NamedValues,
    NonNumeric,
    Record,
    Reference,
    generator_from,
    held,
    is_name,
    move_stream,
    stream_position,
    type_bases,
    type_name,
)

USES: dict[str, Callable[..., object]] = {
    "set": setattr,
    "len": len,
    "bool": bool,
    "str": str,
    "repr": repr,
    "hash": hash,
    "iter": iter,
    "next": next,
    "in": operator.contains,
    "item": operator.getitem,
    "set item": operator.setitem,
    "delete item": operator.delitem,
    "enter": lambda owner: type(owner).__enter__(owner),
    "exit": lambda owner: type(owner).__exit__(owner, None, None, None),
    **{sign: getattr(operator, name) for sign, name in {
        "==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "+": "add", "-": "sub", "*": "mul",
        "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul", "negative": "neg", "abs": "abs",
    }.items()},
}  # fmt: skip
"""Operations on an object other than calling it and reading its attributes."""
Objects = dict[int, object]


class Belongings:
    """Objects that one side of the pipe holds and the other refers to by number, since the check began."""

    def __init__(self, callback: Callable[[int], Callable[..., Any]]) -> None:
        self.generators: dict[int, np.random.Generator] = {}
        self._callback = callback
        self._objects: Objects = {}
        self._introduced: set[type] = set()
        self._described: set[int] = set()
        self.own: Container[str] = ()
        """The names of the submission's modules."""
        self.main = ModuleType("submission")

    def begin_check(self) -> None:
        """Forget the objects of the previous check."""
        self.generators, self._objects, self._introduced = {}, {}, set()

    def begin_message(self) -> None:
        """Let the next message contain the fields of each object once."""
        self._described = set()

    def positions(self) -> dict[int, tuple[int, ...]]:
        """Return the stream position of each generator that the submission still holds."""
        return {number: stream_position(rng) for number, rng in held(self.generators)}

    def move(self, streams: dict[str, tuple[int, ...]]) -> None:
        """Move generators to where the grader has moved them."""
        for number, position in streams.items():
            if int(number) in self.generators:
                move_stream(self.generators[int(number)], position)

    def action(self, request: dict[str, Any]) -> Callable[..., object] | None:
        """Return the function that carries out a request (call, attribute, operation); None if the name is missing."""
        number, name, use = request["object"], request["name"], request.get("use", "call")
        if number is not None and use in USES:
            owner = self._objects[number]
            return lambda *args: USES[use](owner, *args)
        if number is None:
            module = self.main if not request["module"] else sys.modules.get(request["module"])
            first, *rest = name.split(".")
            if first not in getattr(module, "__dict__", {}):
                return None
            owner = module.__dict__[first]
        else:
            owner, rest = self._objects[number], [name] if name else []

        def act(*args: object, **kwargs: object) -> object:
            found = reduce(getattr, rest, owner)
            return found if use == "get" else found(*args, **kwargs)  # type: ignore[operator]

        return act

    # To the grader.

    def to_wire(self, value: object) -> object:
        """Return what is sent for a value that is not plain, or the value itself."""
        kind = type(value)
        if kind is np.random.Generator:
            return next(
                (GeneratorState(n, stream_position(g)) for n, g in self.generators.items() if g is value), value
            )
        if isinstance(value, tuple) and isinstance(getattr(kind, "_fields", None), tuple):
            return _named(value, kind)
        if isinstance(value, enum.Enum):
            return EnumMember(type_name(kind)[:MAX_NAME], str(value._name_)[:MAX_NAME], value._value_)
        if isinstance(value, BaseException):
            bases = tuple(type_name(base)[:MAX_NAME] for base in type_bases(kind))
            return ErrorValue(type_name(kind)[:MAX_NAME], bases, text_of(value))
        role = self._role(value, kind)
        if not role:
            return value
        self._objects[id(value)] = value
        return Handle(id(value), type_name(kind), role, self._methods(kind, role), self._fields(value, role))

    def _role(self, value: object, kind: type) -> str:
        if kind.__module__ in self.own and not isinstance(value, type):
            return "object"
        if hasattr(kind, "__next__") and hasattr(kind, "__iter__"):
            return "iterator"
        if callable(value):
            return "function"
        return "object" if is_dataclass(kind) else ""

    def _methods(self, kind: type, role: str) -> tuple[str, ...]:
        """Return the names of a class's callable members, with its first object only."""
        if role != "object" or kind in self._introduced:
            return ()
        self._introduced.add(kind)
        known: dict[str, object] = {}
        for base in reversed(type_bases(kind)):
            known.update(vars(base))
        callables = (name for name, value in known.items() if callable(value) or hasattr(value, "__func__"))
        return tuple(filter(is_name, callables))

    def _fields(self, value: object, role: str) -> dict[str, object] | None:
        """Return the fields of a dataclass, once per message, since objects may refer to each other."""
        if role != "object" or not is_dataclass(value) or id(value) in self._described:
            return None
        self._described.add(id(value))
        names = [field.name for field in fields(value) if is_name(field.name)]
        return {name: getattr(value, name) for name in names if hasattr(value, name)}

    # From the grader.

    def from_wire(self, value: object) -> object:
        """Return the object that a received value stands for."""
        match value:
            case GeneratorState():
                return self._generator(value)
            case CallbackNumber():
                called = self._callback(value.number)
                return _pulled(called) if value.pulls else called
            case Handle():
                return self._objects[value.number]
            case Reference():
                owner = sys.modules.get(value.module, self.main) if value.owner is None else self._objects[value.owner]
                return reduce(getattr, value.name.split("."), owner)
            case NonNumeric():
                return value.array
            case EnumMember():
                return self._member(value)
        return _made(value)

    def _generator(self, state: GeneratorState) -> np.random.Generator:
        if state.number not in self.generators:
            self.generators[state.number] = generator_from(state.seed)
        move_stream(self.generators[state.number], state.position)
        return self.generators[state.number]

    def _member(self, member: EnumMember) -> object:
        known = getattr(self.main, member.type_name, None)
        if isinstance(known, enum.EnumMeta) and member.name in known.__members__:
            return known.__members__[member.name]
        made: Any = enum.Enum(member.type_name, {member.name: member.value})  # type: ignore[misc]
        return made[member.name]


def _named(value: tuple[object, ...], kind: type) -> object:
    names, members = kind._fields, tuple(tuple.__iter__(value))  # type: ignore[attr-defined]
    if len(names) != len(members) or len(set(names)) != len(names) or not all(map(is_name, names)):
        return members
    return NamedValues.of(type_name(kind)[:MAX_NAME], names, members)


def _pulled(pull: Callable[[], tuple[object, ...]]) -> Iterator[object]:
    while found := pull():
        yield found[0]


def _made(value: object) -> object:
    """Rebuild a value whose class exists only in the grader, with a class of the worker."""
    match value:
        case NamedValues():
            kind = namedtuple(value.type_name if is_name(value.type_name) else "Values", value.names)  # type: ignore[misc] # noqa: PYI024
            return kind(*value)
        case Record():
            return make_dataclass(value.type_name, list(value.fields))(**value.fields)
        case ErrorValue():
            kinds = (getattr(builtins, name, None) for name in (value.type_name, *value.bases))
            known = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Exception)), Exception)
            return known(value.text)
    return value
